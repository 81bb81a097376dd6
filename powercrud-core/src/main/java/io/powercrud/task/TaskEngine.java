package io.powercrud.task;

import io.powercrud.TaskKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The port to what delivers tasks to the workers of some node, at the time when they are due.
 * Implementations are thread-safe.
 */
public interface TaskEngine {

  /**
   * Enqueues a task in the transaction that the caller is in, so that it is delivered after that
   * has committed, when it is its {@linkplain Task#turn() turn}.
   *
   * @param dueAt when it is due, unless it is to start later
   */
  void enqueue(TaskKey task, Instant dueAt);

  /** Enqueues many tasks as {@link #enqueue} does one, in a few statements for a thousand. */
  void enqueueAll(List<TaskKey> tasks, Instant dueAt);

  /**
   * Enqueues a task once more whose own work is over, in the transaction that the caller is in: it
   * was delivered for that, and its children don't keep it in the queue. Does nothing where that
   * was done already since the attempt with this number.
   */
  void enqueueAgain(TaskKey task, int attempt, Instant dueAt);

  /**
   * Takes a task that has ended out of the queue, in the transaction that the caller is in. What is
   * left in the queue is delivered for nothing, so an engine need not do anything.
   *
   * @param attempt the number of its newest attempt
   */
  default void forget(TaskKey task, int attempt) {}

  /**
   * Takes a task that has ended before it began out of the queue, in a transaction of its own; one
   * that some node has is left to that. What is left in the queue is delivered for nothing, so an
   * engine need not do anything.
   */
  default void withdraw(TaskKey task) {}

  /**
   * Whether the task is enqueued, be it due or not or being run; asked in the transaction that the
   * caller is in. An engine that can't tell says yes, and nobody looks for tasks that it lost.
   *
   * @param attempt the number of its newest attempt
   */
  default boolean isEnqueued(TaskKey task, int attempt) {
    return true;
  }

  /**
   * Has a task that was put off delivered now; a task that is being run or is not enqueued is left
   * as it is.
   */
  void hasten(TaskKey task);

  /**
   * Has tasks that were asked to stop delivered now, whatever keeps them: their time, a pause or a
   * limit. Those that are being run or are not enqueued are left as they are. In transactions of
   * its own, and done again without harm.
   */
  void letThrough(List<TaskKey> tasks);

  /**
   * Delivers no task for the first time that the pause covers and that is no child, on no node,
   * until that is {@linkplain #resume resumed}; what has begun goes on. Does nothing where that is
   * so already.
   *
   * @return the pause that is in force, which may be an earlier one
   */
  Pause pause(Pause pause);

  /**
   * Delivers again what was paused, at once and in order.
   *
   * @param type what was paused; null for every type
   * @return whether it was paused
   */
  boolean resume(@Nullable String type);

  /** What is paused, the whole engine first and then by type. */
  List<Pause> pauses();
}
