package io.powercrud.test;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.task.Attempt;
import io.powercrud.task.TaskStore;
import io.powercrud.task.Transactions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;

/**
 * What all contract suites begin with: stores, a clock at a known time, and names that no other
 * test has, so that a whole run can share a database.
 */
public abstract class StoreContract {

  /** The time at which each test begins. */
  protected static final Instant START = Instant.parse("2026-03-01T10:00:00.123456Z");

  private static final AtomicLong NAMES = new AtomicLong(System.nanoTime());

  private StoresUnderTest opened;

  /** The entity type of this test's records. */
  protected String book;

  /** The stores to be tested; called before each test, and free to give the same ones again. */
  protected abstract StoresUnderTest open();

  @BeforeEach
  final void begin() {
    opened = open();
    opened.clock().set(START);
    book = unique("Book");
  }

  /** A name that no other test has. */
  protected static String unique(String what) {
    return what + "-" + NAMES.incrementAndGet();
  }

  /** The stores that are tested. */
  protected final StoresUnderTest opened() {
    return opened;
  }

  /** The tested store of tasks, in the caller's transactions. */
  protected final TaskStore tasks() {
    return opened.stores().tasks();
  }

  /** The tested store of reservations, in the caller's transactions. */
  protected final ConflictStore conflicts() {
    return opened.stores().conflicts();
  }

  /** The caller's transactions. */
  protected final Transactions transactions() {
    return opened.stores().transactions();
  }

  /** A task of this user that is written down and has not begun. */
  protected final TaskKey taskOf(String user) {
    return written(NewTasks.task().user(user));
  }

  /** The task, written down. */
  protected final TaskKey written(NewTasks task) {
    tasks().create(task.build());
    return task.key();
  }

  /** The task's next attempt. */
  protected final Attempt begun(TaskKey task) {
    return tasks().beginAttempt(task, START).orElseThrow();
  }

  /** The books with these ids. */
  protected final List<RecordKey> books(Object... ids) {
    return Arrays.stream(ids).map(id -> new RecordKey(book, id.toString())).toList();
  }

  /** The books from 1 to the given number. */
  protected final List<RecordKey> booksTo(long last) {
    return LongStream.rangeClosed(1, last)
        .mapToObj(id -> new RecordKey(book, Long.toString(id)))
        .toList();
  }

  /** Reserves targets for a task that is its own root, or for nobody. */
  protected final ReserveResult reserve(TaskKey task, List<RecordKey> records) {
    return conflicts().reserveTargets(task, task, records, OnConflict.REFUSE);
  }
}
