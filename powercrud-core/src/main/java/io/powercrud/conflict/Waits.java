package io.powercrud.conflict;

import io.powercrud.TaskKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * The port to who waits for whom. What is noted here is seen by all nodes at once, and counts only
 * as long as it is true: a wait is gone when its time is over, when a newer attempt of its task
 * began, when the task has ended, and when the holder has released the record.
 *
 * <p>Nobody is in a transaction who waits, and no method joins one. Implementations are
 * thread-safe.
 */
public interface Waits {

  /**
   * Notes that somebody waits for these records, in the place of what he waited for before.
   *
   * @param waiter who waits
   * @param conflicts the records and who holds them; one record of each holder is noted
   * @param until when the note is void unless it is made again
   */
  void announce(Waiter waiter, Conflicts conflicts, Instant until);

  /** Withdraws what this waiter noted. */
  void withdraw(Waiter waiter);

  /** Withdraws what any attempt of this task noted. */
  void withdrawAll(TaskKey task);

  /** All waits as they stand at one moment. */
  List<Wait> all();

  /** Whether somebody waits for a record that this root task held and has released. */
  boolean isAwaited(TaskKey holder);

  /** Has those who wait for this root task, or belong to its tree, look again. */
  void wake(TaskKey root);

  /** A bell to wait beside, which a release rings where the store is told of it. */
  Bell bell();

  /** What wakes a waiter. For one thread, which closes it. */
  interface Bell extends AutoCloseable {

    /** Has it ring from now on when one of these root tasks releases something or is woken. */
    void listenTo(Collection<TaskKey> roots);

    /** Whether a release rings it; if not, its waiter has to look again more often. */
    boolean isConnected();

    /**
     * Waits until it rings or has rung since it was waited for last, or until the time is over.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    void await(Duration longest) throws InterruptedException;

    @Override
    void close();
  }
}
