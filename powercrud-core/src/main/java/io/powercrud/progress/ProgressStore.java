package io.powercrud.progress;

import io.powercrud.TaskKey;

/**
 * The port to where reports of progress are kept, for all nodes to see at once. Implementations are
 * thread-safe.
 */
public interface ProgressStore {

  /**
   * Keeps a report at once, in no transaction of the caller's; the number done never becomes
   * smaller by it.
   *
   * @return whether somebody asked for the task to be cancelled, read in the same round trip
   */
  boolean write(TaskKey task, Progress progress);

  /** The last report that was kept, {@link Progress#NONE} where there is none. */
  Progress read(TaskKey task);
}
