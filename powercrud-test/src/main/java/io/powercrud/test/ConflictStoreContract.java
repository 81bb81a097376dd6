package io.powercrud.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.Conflicts;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.conflict.ReserveResult.Refused;
import io.powercrud.conflict.ReserveResult.Reserved;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every {@link io.powercrud.conflict.ConflictStore} does. */
public abstract class ConflictStoreContract extends StoreContract {

  private static final int LONG_LIST = 1_000;

  @Test
  @DisplayName("G2, L11: a refusal names each record, who holds it, for whom and since when")
  void refusalNamesEachRecordItsHolderAndItsUser() {
    TaskKey holder = taskOf("ann");
    reserve(holder, books(1, 2, 3));
    opened().clock().advance(Duration.ofMinutes(5));

    ReserveResult result = reserve(taskOf("bob"), books(2, 3, 4));

    Conflicts conflicts =
        new Conflicts(
            List.of(
                new Conflict(new RecordKey(book, "2"), holder, "ann", START),
                new Conflict(new RecordKey(book, "3"), holder, "ann", START)),
            2);
    assertThat(result).isEqualTo(new Refused(conflicts));
  }

  @Test
  @DisplayName("G2: a refused reservation has reserved nothing, and one that follows can")
  void refusedReservationLeavesNothing() {
    TaskKey refused = taskOf("bob");
    reserve(taskOf("ann"), books(3));

    reserve(refused, books(1, 2, 3, 4));

    assertThat(conflicts().count(refused)).isZero();
    assertThat(reserve(taskOf("cem"), books(1, 2, 4))).isEqualTo(new Reserved(3, 0));
  }

  @Test
  @DisplayName("G2: of many conflicts the first 100 are listed, and all are counted")
  void manyConflictsAreListedInPartAndCountedInFull() {
    reserve(taskOf("ann"), booksTo(250));

    ReserveResult result = reserve(taskOf("bob"), booksTo(300));

    Conflicts conflicts = ((Refused) result).conflicts();
    assertThat(conflicts.total()).isEqualTo(250);
    assertThat(conflicts.first()).hasSize(Conflicts.LISTED).isSortedAccordingTo(byRecord());
  }

  private static Comparator<Conflict> byRecord() {
    return Comparator.comparing(Conflict::record);
  }

  @Test
  @DisplayName("L3: 1,000 records are 1,000 reservations")
  void everyRecordOfALongListIsHeld() {
    TaskKey task = taskOf("ann");

    ReserveResult result = reserve(task, booksTo(LONG_LIST));

    assertThat(result).isEqualTo(new Reserved(LONG_LIST, 0));
    assertThat(conflicts().count(task)).isEqualTo(LONG_LIST);
    assertThat(conflicts().holders(booksTo(LONG_LIST))).hasSize(LONG_LIST);
  }

  @Test
  @DisplayName("C3: a record that the task holds already is no conflict, and nothing is lost by it")
  void ownRecordsAreNoConflict() {
    TaskKey task = taskOf("ann");
    reserve(task, books(1));

    assertThat(registered(task, books(10, 11))).isEqualTo(new Reserved(2, 0));
    assertThat(registered(task, books(11, 12, 12, 1))).isEqualTo(new Reserved(1, 0));

    assertThat(conflicts().holders(books(1, 10, 11, 12))).hasSize(4);
    assertThat(conflicts().count(task)).isEqualTo(4);
  }

  @Test
  @DisplayName("C3: what the root holds is no conflict for a task below it")
  void recordsOfTheRootAreNoConflictForItsChild() {
    TaskKey root = taskOf("ann");
    TaskKey child = written(NewTasks.task().childOf(root));
    reserve(root, books(1, 2));

    ReserveResult result = conflicts().reserveTargets(child, root, books(2, 3), OnConflict.REFUSE);

    assertThat(result).isEqualTo(new Reserved(1, 0));
    assertThat(conflicts().holders(books(1, 2, 3)).values())
        .extracting(Conflict::holder)
        .containsOnly(root);
  }

  @Test
  @DisplayName("L10: two launches of one task type on different records don't meet")
  void launchesOnDifferentRecordsDontConflict() {
    assertThat(reserve(taskOf("ann"), books(1, 2))).isEqualTo(new Reserved(2, 0));
    assertThat(reserve(taskOf("ann"), books(3, 4))).isEqualTo(new Reserved(2, 0));
  }

  @Test
  @DisplayName("G7, C2: a registration that another task is in the way of is refused as a whole")
  void registrationIsRefusedAsAWhole() {
    TaskKey holder = taskOf("ann");
    TaskKey task = taskOf("bob");
    reserve(holder, books(2));

    ReserveResult result = registered(task, books(1, 2, 3));

    assertThat(result).isInstanceOf(Refused.class);
    assertThat(((Refused) result).conflicts().first())
        .extracting(Conflict::holder)
        .containsExactly(holder);
    assertThat(conflicts().count(task)).isZero();
  }

  @Test
  @DisplayName("L5: a release frees the records of its own root task alone")
  void releaseFreesOnlyTheRootsOwnRecords() {
    TaskKey ann = taskOf("ann");
    TaskKey bob = taskOf("bob");
    reserve(ann, books(1, 2));
    registered(ann, books(3));
    reserve(bob, books(4));

    assertThat(conflicts().count(ann)).isEqualTo(3);
    conflicts().release(ann);
    assertThat(conflicts().count(ann)).isZero();

    assertThat(conflicts().holders(books(1, 2, 3, 4)).values())
        .extracting(Conflict::holder)
        .containsExactly(bob);
  }

  @Test
  @DisplayName("G3: what was released can be reserved again, as often as one likes")
  void releasedRecordsAreFree() {
    for (int round = 1; round <= 3; round++) {
      TaskKey task = taskOf("ann");
      assertThat(reserve(task, books(1, 2))).isEqualTo(new Reserved(2, 0));
      conflicts().release(task);
      assertThat(conflicts().count(task)).isZero();
    }
    assertThat(conflicts().holders(books(1, 2))).isEmpty();
  }

  @Test
  @DisplayName("G3, L1, L2: time frees nothing")
  void timeFreesNothing() {
    TaskKey task = taskOf("ann");
    reserve(task, books(1));
    registered(task, books(2));

    opened().clock().advance(Duration.ofDays(400));
    tasks().deleteEndedBefore(opened().clock().instant(), 1_000);

    assertThat(reserve(taskOf("bob"), books(1, 2))).isInstanceOf(Refused.class);
  }

  @Test
  @DisplayName("G2: skipping leaves out what another task holds, and reserves the rest")
  void skippingLeavesOutWhatIsHeld() {
    TaskKey task = taskOf("bob");
    reserve(taskOf("ann"), books(2, 4));

    ReserveResult result =
        conflicts().reserveTargets(task, task, books(1, 2, 3, 4, 5), OnConflict.SKIP);

    assertThat(result).isEqualTo(new Reserved(3, 2));
    assertThat(conflicts().count(task)).isEqualTo(3);
    assertThat(conflicts().holders(books(1, 3, 5)).values())
        .extracting(Conflict::holder)
        .containsOnly(task);
  }

  @Test
  @DisplayName("G2: a task that waits holds nothing before it can have all of its records")
  void waitingHoldsNothingUntilItCanHaveAll() {
    TaskKey holder = taskOf("ann");
    TaskKey waiting = taskOf("bob");
    reserve(holder, books(2));

    conflicts().reserveTargets(waiting, waiting, books(1, 2, 3), OnConflict.WAIT);
    assertThat(conflicts().count(waiting)).isZero();

    ReserveResult early = conflicts().claimTargets(waiting, waiting);
    assertThat(((Refused) early).conflicts().first())
        .extracting(Conflict::record, Conflict::holder)
        .containsExactly(tuple(books(2).get(0), holder));
    assertThat(conflicts().count(waiting)).isZero();

    conflicts().release(holder);
    assertThat(conflicts().claimTargets(waiting, waiting)).isEqualTo(new Reserved(3, 0));
    assertThat(reserve(taskOf("cem"), books(3))).isInstanceOf(Refused.class);
  }

  @Test
  @DisplayName("S1: targets that are left out from the beginning are never reserved")
  void targetsThatAreLeftOutAreNeverReserved() {
    TaskKey task = taskOf("ann");
    conflicts().reserveTargets(task, task, books(1), OnConflict.WAIT);

    conflicts().leaveOutTargets(task, task, books(2, 3), 1, "there is no such record");
    ReserveResult claimed = conflicts().claimTargets(task, task);

    assertThat(claimed).isEqualTo(new Reserved(1, 0));
    assertThat(conflicts().holders(books(1, 2, 3)).keySet()).containsExactlyElementsOf(books(1));
    assertThat(reserve(taskOf("bob"), books(2, 3))).isEqualTo(new Reserved(2, 0));
  }

  @Test
  @DisplayName("a chunk's descendants are released with the chunk, and nothing else is")
  void chunkReleasesItsOwnDescendants() {
    TaskKey task = taskOf("ann");
    reserve(task, books(1));
    registered(task, books(2));
    conflicts().reserveDescendants(task, task, books(2, 3), ReservationScope.CHUNK);

    conflicts().releaseChunk(task, task);

    assertThat(conflicts().holders(books(1, 2, 3)).keySet())
        .containsExactlyInAnyOrderElementsOf(books(1, 2));
  }

  @Test
  @DisplayName("what several tasks hold is counted for each of them")
  void holdingsOfSeveralTasksAreCounted() {
    TaskKey ann = taskOf("ann");
    TaskKey bob = taskOf("bob");
    TaskKey nobody = taskOf("cem");
    reserve(ann, books(1, 2));
    registered(ann, books(3));
    reserve(bob, books(4));

    Map<TaskKey, Long> counts = conflicts().counts(List.of(ann, bob, nobody));

    assertThat(counts).containsEntry(ann, 3L).containsEntry(bob, 1L);
    assertThat(counts.getOrDefault(nobody, 0L)).isZero();
    assertThat(conflicts().counts(List.of())).isEmpty();
  }

  @Test
  @DisplayName("ids are compared exactly: case, accents and trailing spaces count")
  void idsAreComparedExactly() {
    List<RecordKey> alike = books("ABC", "abc", "abc ", " abc", "àbc", "a\u0300bc", "abc\t");

    assertThat(reserve(taskOf("ann"), alike)).isEqualTo(new Reserved(alike.size(), 0));
    assertThat(conflicts().holders(alike)).containsOnlyKeys(alike);
    assertThat(conflicts().holders(books("aBC"))).isEmpty();
  }

  @Test
  @DisplayName("ids of any characters and of 400 characters are kept")
  void idsAreKeptWhateverTheyAre() {
    List<RecordKey> odd =
        books(
            "日本の本",
            "😀",
            "\"quoted\" 'both' \\u0041\\",
            "{1,2},null",
            "x".repeat(400),
            "ß".repeat(400));

    assertThat(reserve(taskOf("ann"), odd)).isEqualTo(new Reserved(odd.size(), 0));

    assertThat(conflicts().holders(odd)).containsOnlyKeys(odd);
  }

  @Test
  @DisplayName("an id that is too long is refused, with its type and its length")
  void tooLongIdIsRefused() {
    assertThatThrownBy(() -> books("x".repeat(401)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(book)
        .hasMessageContaining("400")
        .hasMessageContaining("401");
  }

  @Test
  @DisplayName("S5: records of two types with the same id are two records")
  void typesAreToldApart() {
    RecordKey genre = new RecordKey(unique("Genre"), "1");
    reserve(taskOf("ann"), books(1));

    assertThat(reserve(taskOf("bob"), List.of(genre))).isEqualTo(new Reserved(1, 0));
    assertThat(conflicts().holders(List.of(genre, books(1).get(0)))).hasSize(2);
  }

  @Test
  @DisplayName("no records are nobody's conflict")
  void emptySetsAreFine() {
    TaskKey task = taskOf("ann");

    assertThat(reserve(task, List.of())).isEqualTo(new Reserved(0, 0));
    assertThat(registered(task, List.of())).isEqualTo(new Reserved(0, 0));
    assertThat(conflicts().claimTargets(task, task)).isEqualTo(new Reserved(0, 0));
    assertThat(conflicts().holders(List.of())).isEqualTo(Map.of());
    assertThat(conflicts().count(task)).isZero();
  }

  @Test
  @DisplayName("G2: a launch meets one that was made before it in the same transaction")
  void launchMeetsAnotherOfTheSameTransaction() {
    TaskKey first = taskOf("ann");
    TaskKey second = taskOf("ann");

    ReserveResult result =
        transactions()
            .separate(
                () -> {
                  reserve(first, books(1, 2));
                  return reserve(second, books(2, 3));
                });

    assertThat(((Refused) result).conflicts().first())
        .extracting(Conflict::holder)
        .containsExactly(first);
    assertThat(conflicts().count(first)).isEqualTo(2);
  }

  private ReserveResult registered(TaskKey task, List<RecordKey> records) {
    return conflicts().reserveDescendants(task, task, records, ReservationScope.ROOT_TASK);
  }
}
