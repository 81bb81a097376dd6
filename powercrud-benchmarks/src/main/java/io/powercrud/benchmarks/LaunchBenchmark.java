package io.powercrud.benchmarks;

import com.sun.management.ThreadMXBean;
import io.powercrud.TaskKey;
import io.powercrud.bulk.BulkOperations;
import io.powercrud.task.TaskManager;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a launch on very many matching rows takes of the heap: everything that its thread allocates,
 * which is more than the heap can grow by it.
 */
final class LaunchBenchmark {

  static final int ROWS = 1_000_000;
  private static final double MEGABYTE = 1024 * 1024;

  private final BulkOperations bulk;
  private final TaskManager manager;
  private final EndedTasks ended;
  private final JdbcClient jdbc;

  LaunchBenchmark(BulkOperations bulk, TaskManager manager, EndedTasks ended, JdbcClient jdbc) {
    this.bulk = bulk;
    this.manager = manager;
    this.ended = ended;
    this.jdbc = jdbc;
  }

  /** The megabytes that one launch allocates. */
  double run() {
    Books.fill(jdbc, 1_000);
    cancel(Books.launchUpdate(bulk));
    Books.fill(jdbc, ROWS);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    TaskKey task = Books.launchUpdate(bulk);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    Report.line("  a launch on %,d matching rows took %.2f s", ROWS, took.toMillis() / 1000.0);
    cancel(task);
    return allocated / MEGABYTE;
  }

  private void cancel(TaskKey task) {
    manager.cancel(task);
    ended.await(task);
  }
}
