package io.powercrud.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadlockTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> IN_THE_ORDER_OF_THEIR_LAUNCH =
      List.of("first", "second", "third", "fourth");

  private static Wait wait(String root, String holder) {
    return wait(root, root, holder, null);
  }

  private static Wait wait(String task, String root, String holder, @Nullable String releasedBy) {
    return new Wait(
        new Waiter(task + ">" + holder, new TaskKey(task), new TaskKey(root), 1),
        START.plusSeconds(IN_THE_ORDER_OF_THEIR_LAUNCH.indexOf(root)),
        new Conflict(new RecordKey("Book", "of-" + holder), new TaskKey(holder), "ann", START),
        releasedBy == null ? null : new TaskKey(releasedBy));
  }

  private static @Nullable Deadlock of(Wait waiting, Wait... others) {
    List<Wait> all = new ArrayList<>(List.of(others));
    all.add(waiting);
    return Deadlock.of(waiting.waiter(), all).orElse(null);
  }

  @Test
  void whoWaitsForOneThatDoesNotWaitIsInNoRing() {
    assertThat(of(wait("first", "second"))).isNull();
    assertThat(of(wait("first", "second"), wait("second", "third"))).isNull();
  }

  @Test
  void whoWaitsForARingIsNotAPartOfIt() {
    assertThat(of(wait("third", "first"), wait("first", "second"), wait("second", "first")))
        .isNull();
  }

  @Test
  void theOneThatWasLaunchedLastGivesWayWhoeverLooks() {
    Wait older = wait("first", "second");
    Wait younger = wait("second", "first");

    assertThat(of(older, younger)).isEqualTo(new Deadlock(List.of(younger, older)));
    assertThat(of(younger, older)).isEqualTo(new Deadlock(List.of(younger, older)));
    assertThat(new Deadlock(List.of(older, younger)).victim()).isEqualTo(younger);
  }

  @Test
  void aRingMayBeAsLongAsItLikes() {
    Wait one = wait("third", "first");
    Wait two = wait("first", "fourth");
    Wait three = wait("fourth", "second");
    Wait four = wait("second", "third");

    for (Wait waiting : List.of(one, two, three, four)) {
      assertThat(of(waiting, one, two, three, four))
          .isEqualTo(new Deadlock(List.of(three, four, one, two)));
    }
  }

  @Test
  void aChildWaitsUnderItsRoot() {
    Wait child = wait("child", "first", "second", null);
    Wait other = wait("second", "first");

    assertThat(of(other, child)).isEqualTo(new Deadlock(List.of(other, child)));
  }

  @Test
  void whatAChunkReleasesIsWaitedForOnlyIfThatTaskWaits() {
    Wait child = wait("child", "first", "second", null);

    assertThat(of(child, wait("second", "second", "first", "first"))).isNull();
    assertThat(of(child, wait("second", "second", "first", "child"))).isNotNull();
  }

  @Test
  void itNamesTheTasksAndTheRecords() {
    assertThat(of(wait("second", "first"), wait("child", "first", "second", null)))
        .hasToString(
            "deadlock: task second waits for Book of-first, which task first holds,"
                + " task first (its child child) waits for Book of-second, which task second holds;"
                + " task second was launched last and gives way");
  }
}
