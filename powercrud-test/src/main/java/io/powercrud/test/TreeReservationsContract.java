package io.powercrud.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult.Refused;
import io.powercrud.conflict.ReserveResult.Reserved;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every {@link io.powercrud.conflict.ConflictStore} does for the tasks of one tree. */
public abstract class TreeReservationsContract extends StoreContract {

  @Test
  @DisplayName("G7: what a child needs is held by its root, and is no conflict in its tree")
  void childsRecordsAreHeldByTheRoot() {
    TaskKey root = taskOf("ann");
    TaskKey child = written(NewTasks.task().childOf(root));
    reserve(root, books(1));

    assertThat(conflicts().reserveDescendants(child, root, books(1, 2), ReservationScope.ROOT_TASK))
        .isEqualTo(new Reserved(1, 0));

    assertThat(conflicts().holders(books(1, 2)).values())
        .extracting(Conflict::holder)
        .containsOnly(root);
    conflicts().release(root);
    assertThat(conflicts().holders(books(1, 2))).isEmpty();
  }

  @Test
  @DisplayName("siblings are kept apart on what one of them claimed, which names that sibling")
  void siblingsAreKeptApart() {
    TaskKey root = taskOf("ann");
    TaskKey one = written(NewTasks.task().user("ann").childOf(root));
    TaskKey other = written(NewTasks.task().user("ann").childOf(root));
    reserve(root, booksTo(3));

    assertThat(conflicts().claimExclusively(one, root, books(1, 2))).isEqualTo(new Reserved(2, 0));
    assertThat(conflicts().claimExclusively(one, root, books(2, 2))).isEqualTo(new Reserved(0, 0));

    assertThat(conflicts().claimExclusively(other, root, books(2, 3)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.conflicts().first())
                    .singleElement()
                    .returns(books(2).get(0), Conflict::record)
                    .returns(one, Conflict::holder)
                    .returns("ann", Conflict::user)
                    .returns(START, Conflict::since));
    assertThat(conflicts().claimExclusively(other, root, books(3))).isEqualTo(new Reserved(1, 0));
  }

  @Test
  @DisplayName("a claim ends with the task that made it, and leaves those of others")
  void claimEndsWithItsTask() {
    TaskKey root = taskOf("ann");
    TaskKey one = written(NewTasks.task().childOf(root));
    TaskKey other = written(NewTasks.task().childOf(root));
    conflicts().claimExclusively(one, root, books(1));
    conflicts().claimExclusively(other, root, books(2));

    conflicts().releaseExclusive(one);

    assertThat(conflicts().claimExclusively(root, root, books(1))).isEqualTo(new Reserved(1, 0));
    assertThat(conflicts().claimExclusively(root, root, books(2))).isInstanceOf(Refused.class);
  }

  @Test
  @DisplayName(
      "G7: a record that a chunk reserved stays when another task of the tree counts on it")
  void recordOfAChunkStaysForTheTree() {
    TaskKey root = taskOf("ann");
    conflicts().reserveDescendants(root, root, books(1, 2), ReservationScope.CHUNK);

    assertThat(conflicts().keepUntilRootEnds(root, books(1))).isTrue();
    conflicts().releaseChunk(root, root);

    assertThat(conflicts().holders(books(1, 2)).keySet()).containsExactlyElementsOf(books(1));
    assertThat(conflicts().keepUntilRootEnds(root, books(1))).isTrue();
    assertThat(conflicts().keepUntilRootEnds(root, books(1, 2))).isFalse();
    assertThat(conflicts().keepUntilRootEnds(taskOf("bob"), books(1))).isFalse();
  }
}
