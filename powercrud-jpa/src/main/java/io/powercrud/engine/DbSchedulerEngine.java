package io.powercrud.engine;

import io.powercrud.TaskKey;
import io.powercrud.task.Pause;
import io.powercrud.task.TaskEngine;
import io.powercrud.task.TaskWorker;
import io.powercrud.task.Transactions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The engine on db-scheduler: a table of our own is the queue, and the nodes on one database are
 * the cluster.
 *
 * <p>A task is enqueued in the transaction of its launch, and this node looks for it right after
 * the commit; the other nodes look every few seconds. It can be used before it is started, and on a
 * node that never starts it: tasks are enqueued then for others to run. Several engines may live in
 * one JVM. Thread-safe.
 */
public final class DbSchedulerEngine implements TaskEngine, AutoCloseable {

  private static final int LONGEST_HOST_NAME = 40;

  private final DataSource control;
  private final Transactions transactions;
  private final RetentionCleanup cleanup;
  private final DatabaseClock clock;
  private final EngineSettings settings;
  private final Queue queue;
  private final WaitingRows waiting;
  private final PauseTable paused;
  private final String name = uniqueName();
  private volatile @Nullable Node node;

  /**
   * An engine that is not started yet.
   *
   * @param application the connections whose transactions an enqueued task joins
   * @param control connections of our own to the same database
   * @param transactions the transactions of the application's connections
   * @param cleanup what is done now and then on one node
   * @param clock the database's time; measured anew while the engine runs
   * @param settings how tasks are delivered
   */
  public DbSchedulerEngine(
      DataSource application,
      DataSource control,
      Transactions transactions,
      RetentionCleanup cleanup,
      DatabaseClock clock,
      EngineSettings settings) {
    this.control = control;
    this.transactions = transactions;
    this.cleanup = cleanup;
    this.clock = clock;
    this.settings = settings;
    this.queue = new Queue(application, settings.prefix());
    this.waiting = new WaitingRows(control, settings.prefix(), settings.limits());
    this.paused = new PauseTable(control, settings.prefix());
  }

  private static String uniqueName() {
    String suffix = "-" + UUID.randomUUID().toString().substring(0, 8);
    try {
      String host = InetAddress.getLocalHost().getHostName();
      return host.substring(0, Math.min(host.length(), LONGEST_HOST_NAME)) + suffix;
    } catch (UnknownHostException e) {
      return "node" + suffix;
    }
  }

  @Override
  public void enqueue(TaskKey task, Instant dueAt) {
    queue.add(task, dueAt);
    transactions.afterCommit(this::wake);
  }

  @Override
  public void enqueueAll(List<TaskKey> tasks, Instant dueAt) {
    queue.addAll(tasks, dueAt);
    transactions.afterCommit(this::wake);
  }

  @Override
  public void enqueueAgain(TaskKey task, int attempt, Instant dueAt) {
    queue.addAgain(task, attempt, dueAt);
    transactions.afterCommit(this::wake);
  }

  @Override
  public void forget(TaskKey task, int attempt) {
    queue.remove(task, attempt);
    transactions.afterCommit(this::wake);
  }

  @Override
  public void withdraw(TaskKey task) {
    if (waiting.withdraw(task)) {
      wake();
    }
  }

  @Override
  public boolean isEnqueued(TaskKey task, int attempt) {
    return queue.has(task, attempt);
  }

  @Override
  public void hasten(TaskKey task) {
    if (waiting.hasten(task, clock.instant())) {
      wake();
    }
  }

  @Override
  public void letThrough(List<TaskKey> tasks) {
    if (waiting.letThrough(tasks, clock.instant())) {
      wake();
    }
  }

  @Override
  public Pause pause(Pause pause) {
    return paused.add(pause);
  }

  @Override
  public boolean resume(@Nullable String type) {
    boolean resumed = paused.remove(type);
    if (resumed) {
      wake();
    }
    return resumed;
  }

  @Override
  public List<Pause> pauses() {
    return paused.all();
  }

  private void wake() {
    Node started = node;
    if (started != null) {
      started.wake();
    }
  }

  /**
   * Begins to deliver tasks to this worker; does nothing where that began already.
   *
   * @throws RuntimeException if the database can't be reached or our tables are missing
   */
  public synchronized void start(TaskWorker worker) {
    if (node == null) {
      Node starting = new Node(name, control, worker, cleanup, clock, settings);
      starting.start();
      node = starting;
    }
  }

  /**
   * Stops to deliver tasks, and waits until those that run here have ended or are handed over, at
   * most for the grace period twice and five seconds more; does nothing where it is not started. It
   * may be started again.
   */
  public synchronized void stop() {
    Node stopping = node;
    if (stopping != null) {
      stopping.stop();
      node = null;
    }
  }

  /** Stops. */
  @Override
  public void close() {
    stop();
  }

  /** Whether it was started, and not stopped since. */
  public boolean isRunning() {
    return node != null;
  }

  /**
   * Whether it is started and its last heartbeat is younger than half a lease; asks nothing of the
   * database.
   */
  public boolean isAlive() {
    Node started = node;
    return started != null
        && new NodeState(name, true, started.lastHeartbeat(), Duration.ZERO)
            .isAlive(clock.instant(), settings.lease());
  }

  /**
   * How this node is doing.
   *
   * @throws RuntimeException if the database can't be reached
   */
  public NodeState state() {
    Node started = node;
    Instant now = clock.instant();
    return new NodeState(
        name,
        started != null,
        started == null ? null : started.lastHeartbeat(),
        waiting.oldestDue(now).map(since -> Duration.between(since, now)).orElse(Duration.ZERO));
  }
}
