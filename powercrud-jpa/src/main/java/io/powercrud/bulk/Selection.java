package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.resource.InvalidIdException;
import io.powercrud.task.Targets;
import java.util.List;
import java.util.Optional;

/** The records that a request selects. */
interface Selection {

  /**
   * The records if they are no more than so many; empty if they are more.
   *
   * @throws InvalidIdException if the id of one is too long to be held
   */
  Optional<List<RecordKey>> upTo(int limit);

  /**
   * How many they are, told without reserving them.
   *
   * @throws InvalidIdException if the id of one is too long to be held
   */
  long count();

  /** What reserves them all. */
  Targets targets();

  /** What reserves those that {@link #upTo} found. */
  Targets targets(List<RecordKey> found);

  /** What tells this selection from others, for a hash. */
  String description();
}
