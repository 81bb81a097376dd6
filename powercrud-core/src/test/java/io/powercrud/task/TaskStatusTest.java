package io.powercrud.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TaskStatusTest {

  private static final Path PICTURE = Path.of("..", "docs", "state-machine.md");
  private static final Pattern ARROW = Pattern.compile("(?m)^ +([A-Z_]+) --> ([A-Z_]+)$");

  @Test
  @DisplayName("The picture in the documentation shows exactly the moves that the code allows")
  void pictureAndCodeAgree() throws IOException {
    Set<String> drawn =
        ARROW
            .matcher(Files.readString(PICTURE))
            .results()
            .map(arrow -> arrow.group(1) + " --> " + arrow.group(2))
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> allowed = new TreeSet<>();
    for (TaskStatus from : TaskStatus.values()) {
      for (TaskStatus to : TaskStatus.values()) {
        if (from.mayBecome(to)) {
          allowed.add(from + " --> " + to);
        }
      }
    }
    assertThat(allowed).isEqualTo(drawn);
  }

  @Test
  @DisplayName("A task that has ended never moves again")
  void endsAreFinal() {
    Set<TaskStatus> ended =
        EnumSet.allOf(TaskStatus.class).stream()
            .filter(TaskStatus::isEnded)
            .collect(Collectors.toSet());

    assertThat(ended)
        .containsExactlyInAnyOrder(
            TaskStatus.SUCCEEDED, TaskStatus.PARTIAL, TaskStatus.FAILED, TaskStatus.CANCELLED)
        .noneMatch(from -> EnumSet.allOf(TaskStatus.class).stream().anyMatch(from::mayBecome));
  }

  @Test
  @DisplayName("The statuses before a move are those that allow it")
  void predecessorsMirrorTheMoves() {
    for (TaskStatus to : TaskStatus.values()) {
      assertThat(to.predecessors()).allMatch(from -> from.mayBecome(to));
    }
    assertThat(TaskStatus.PENDING.predecessors()).isEmpty();
    assertThat(TaskStatus.CANCELLED.predecessors()).containsExactly(TaskStatus.CANCEL_REQUESTED);
  }
}
