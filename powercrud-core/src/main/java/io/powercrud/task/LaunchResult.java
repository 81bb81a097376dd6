package io.powercrud.task;

import io.powercrud.TaskKey;
import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.Conflicts;

/**
 * What became of a launch.
 *
 * @param <R> the type of the task's result
 */
public sealed interface LaunchResult<R extends Record> {

  /**
   * The task is written down and enqueued, and runs in the background once the transaction has
   * committed.
   *
   * @param task its key
   */
  record Launched<R extends Record>(TaskKey task) implements LaunchResult<R> {}

  /**
   * An earlier request had the same idempotency key: this is its task, and no other was launched.
   *
   * @param earlier the task as it is now
   */
  record Known<R extends Record>(Task earlier) implements LaunchResult<R> {}

  /**
   * The work was done before the call returned.
   *
   * @param task the key of the task that it was done in: that around the call, or one of its own
   *     that has ended
   * @param result how it went
   */
  record Ran<R extends Record>(TaskKey task, TaskResult<R> result) implements LaunchResult<R> {}

  /**
   * Nothing was done, because other tasks hold some of its records.
   *
   * @param conflicts which, and by whom
   */
  record Refused<R extends Record>(Conflicts conflicts) implements LaunchResult<R> {}

  /**
   * Nothing was done, because another transaction is reserving some of its records at this moment.
   *
   * @param reason what the database said
   */
  record Busy<R extends Record>(String reason) implements LaunchResult<R> {}

  /**
   * Nothing was done, because the user has as many open tasks as he may have.
   *
   * @param user whose task it would be
   * @param most how many he may have
   */
  record TooMany<R extends Record>(String user, int most) implements LaunchResult<R> {}

  /**
   * Demands that the launch was not turned away.
   *
   * @throws ConflictException if it was refused
   * @throws BusyException if another transaction was in the way
   * @throws TooManyTasksException if its user has too many open tasks
   */
  default LaunchResult<R> orThrow() {
    if (this instanceof Refused<R> refused) {
      throw new ConflictException(refused.conflicts());
    }
    if (this instanceof Busy<R> busy) {
      throw new BusyException(busy.reason());
    }
    if (this instanceof TooMany<R> tooMany) {
      throw new TooManyTasksException(tooMany.user(), tooMany.most());
    }
    return this;
  }
}
