package io.powercrud.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.Conflicts;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.Wait;
import io.powercrud.conflict.Waiter;
import io.powercrud.conflict.Waits;
import io.powercrud.task.Attempt;
import io.powercrud.task.Ending;
import io.powercrud.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every {@link Waits} has to do: a wait counts as long as it is true, and no longer. */
public abstract class WaitsContract extends StoreContract {

  private static final Instant LATER = START.plusSeconds(10);
  private static final Comparator<Conflict> BY_RECORD = Comparator.comparing(Conflict::record);

  private TaskKey holder;
  private TaskKey task;
  private Waiter waiter;

  @BeforeEach
  final void hold() {
    holder = taskOf("ann");
    reserve(holder, books(1, 2));
    task = written(NewTasks.task().user("bob").createdAt(START.plusSeconds(1)));
    waiter = waiterOf(begun(task));
  }

  private Waits waits() {
    return opened().stores().waits();
  }

  private static Waiter waiterOf(Attempt attempt) {
    return Waiter.running(attempt.task(), attempt.root(), attempt.number());
  }

  private Conflicts held(Object... ids) {
    return Conflicts.of(
        conflicts().holders(books(ids)).values().stream().sorted(BY_RECORD).toList());
  }

  /** The waits of this test; the database may have those of others. */
  private List<Wait> standing() {
    return waits().all().stream()
        .filter(wait -> wait.conflict().record().type().equals(book))
        .toList();
  }

  private Stream<RecordKey> awaited() {
    return standing().stream().map(wait -> wait.conflict().record());
  }

  @Test
  @DisplayName("a wait says who waits since when for what, and who has it")
  void saysWhoWaitsForWhom() {
    waits().announce(waiter, held(1, 2), LATER);

    assertThat(standing())
        .containsExactly(
            new Wait(
                waiter,
                START.plusSeconds(1),
                new Conflict(books(1).get(0), holder, "ann", START),
                null));
  }

  @Test
  @DisplayName("a wait for several tasks has a record of each")
  void hasARecordOfEachHolder() {
    reserve(taskOf("carl"), books(3));

    waits().announce(waiter, held(1, 2, 3), LATER);

    assertThat(awaited()).containsExactlyInAnyOrderElementsOf(books(1, 3));
  }

  @Test
  @DisplayName("what is announced again takes the place of what was, and other waits stay")
  void replacesWhatWasAnnounced() {
    reserve(taskOf("carl"), books(3));
    Waiter inAnotherThread = Waiter.running(task, task, 1);

    waits().announce(waiter, held(1), LATER);
    waits().announce(inAnotherThread, held(2), LATER);
    waits().announce(waiter, held(3), LATER);

    assertThat(awaited()).containsExactlyInAnyOrderElementsOf(books(2, 3));
    waits().withdraw(waiter);
    assertThat(awaited()).containsExactlyElementsOf(books(2));
    waits().withdrawAll(task);
    assertThat(standing()).isEmpty();
  }

  @Test
  @DisplayName("G7: a waiter that died is in nobody's way when its time is over")
  void isOverWithItsTime() {
    waits().announce(waiter, held(1), LATER);
    opened().clock().advance(Duration.ofSeconds(9));
    assertThat(standing()).hasSize(1);

    opened().clock().advance(Duration.ofSeconds(1));

    assertThat(standing()).isEmpty();
  }

  @Test
  @DisplayName("G7: a waiter whose task was taken over is in nobody's way")
  void isOverWithItsAttempt() {
    waits().announce(waiter, held(1), LATER);

    Attempt next = begun(task);

    assertThat(standing()).isEmpty();
    waits().announce(waiterOf(next), held(1), LATER);
    assertThat(standing()).hasSize(1);
  }

  @Test
  @DisplayName("G7: a waiter whose task has ended is in nobody's way")
  void isOverWithItsTask() {
    waits().announce(waiter, held(1), LATER);

    tasks().end(task, new Ending(TaskStatus.FAILED, null, "it died", null, START));

    assertThat(standing()).isEmpty();
  }

  @Test
  @DisplayName("a task in the queue waits until its first attempt begins")
  void waitsInTheQueue() {
    TaskKey queued = taskOf("carl");

    waits().announce(Waiter.queued(queued, queued), held(1), LATER);
    assertThat(standing()).hasSize(1);
    begun(queued);

    assertThat(standing()).isEmpty();
  }

  @Test
  @DisplayName(
      "a wait is over when its record is released, and the holder is awaited until it is in")
  void isOverWithTheHold() {
    waits().announce(waiter, held(1), LATER);
    assertThat(waits().isAwaited(holder)).as("while it has not released the record").isFalse();

    conflicts().release(holder);

    assertThat(standing()).isEmpty();
    assertThat(waits().isAwaited(holder)).isTrue();
    assertThat(waits().isAwaited(task)).isFalse();
    waits().withdraw(waiter);
    assertThat(waits().isAwaited(holder)).isFalse();
  }

  @Test
  @DisplayName("nobody is awaited by a waiter whose time is over")
  void isNotAwaitedForEver() {
    waits().announce(waiter, held(1), LATER);
    conflicts().release(holder);

    opened().clock().advance(Duration.ofSeconds(10));

    assertThat(waits().isAwaited(holder)).isFalse();
  }

  @Test
  @DisplayName("a record of a chunk is released by the task whose chunk it is")
  void knowsWhoseChunkItIs() {
    TaskKey child = written(NewTasks.task().childOf(holder));
    conflicts().reserveDescendants(child, holder, books(5), ReservationScope.CHUNK);

    waits().announce(waiter, held(5), LATER);

    assertThat(standing()).extracting(Wait::releasedBy).containsExactly(child);
  }

  @Test
  @DisplayName("a wait goes with the task that is deleted")
  void goesWithItsTask() {
    waits().announce(waiter, held(1), START.plus(Duration.ofDays(30)));
    conflicts().release(holder);
    tasks().end(task, new Ending(TaskStatus.FAILED, null, "it died", null, START));

    tasks().deleteEndedBefore(START.plusSeconds(1), Integer.MAX_VALUE);

    assertThat(tasks().find(task)).isEmpty();
    assertThat(waits().isAwaited(holder)).isFalse();
  }

  @Test
  @DisplayName("a wait beside a bell is over at the latest when its time is")
  void bellIsNotWaitedForForEver() throws InterruptedException {
    try (Waits.Bell bell = waits().bell()) {
      bell.listenTo(List.of(holder));
      bell.await(Duration.ofMillis(50));
    }
  }
}
