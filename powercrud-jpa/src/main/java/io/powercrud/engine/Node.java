package io.powercrud.engine;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import io.powercrud.progress.ProgressReporter;
import io.powercrud.task.TaskWorker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member of the cluster from its start to its stop: the threads that take and run tasks. */
final class Node {

  private static final Logger log = LoggerFactory.getLogger(Node.class);

  /** A row of our table is never deleted because somebody doesn't know its name. */
  private static final Duration NEVER = Duration.ofDays(365_000);

  private static final Instant NOT_EVER = Instant.parse("9999-01-01T00:00:00Z");

  private static final Duration TO_GIVE_IN = Duration.ofSeconds(5);

  private final DatabaseClock clock;
  private final EngineSettings settings;
  private final TaskWorker worker;
  private final CleanupRow cleanupRow;
  private final RetentionCleanup cleanup;
  private final ExecutorService workers;
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(2, WorkerThreads.named("powercrud-timer"));
  private final Scheduler scheduler;
  private final @Nullable PlaceGiver placeGiver;
  private volatile Contact contact;
  private volatile boolean stopping;
  private volatile @Nullable Instant lastHeartbeat;

  Node(
      String name,
      DataSource control,
      TaskWorker worker,
      RetentionCleanup cleanup,
      DatabaseClock clock,
      EngineSettings settings) {
    this.clock = clock;
    this.settings = settings;
    this.worker = worker;
    this.cleanupRow = new CleanupRow(control, settings.prefix());
    this.cleanup = cleanup;
    this.contact = new Contact(settings.heartbeat(), clock.instant());
    this.placeGiver =
        settings.limits().isEmpty()
            ? null
            : new PlaceGiver(
                new Places(control, settings.prefix(), settings.limits()),
                clock,
                settings.pollInterval(),
                this::look);
    this.workers =
        Executors.newFixedThreadPool(settings.workers(), WorkerThreads.named("powercrud-worker"));
    Deliveries deliveries =
        new Deliveries(
            worker,
            cleanup,
            new TakenRows(control, settings.prefix()),
            clock,
            () -> stopping,
            this::mayJudge,
            this::wakeAfter,
            this::givePlaces);
    this.scheduler =
        Scheduler.create(control, deliveries.asTask())
            .schedulerName(new SchedulerName.Fixed(name))
            .tableName(settings.queueTable())
            .jdbcCustomization(new QueueColumns(settings.prefix(), settings.limits()))
            .clock(clock::instant)
            .threads(settings.workers())
            .executorService(workers)
            .dueExecutor(Executors.newSingleThreadExecutor(WorkerThreads.named("powercrud-due")))
            .housekeeperExecutor(
                Executors.newScheduledThreadPool(2, WorkerThreads.named("powercrud-heartbeat")))
            .pollUsingLockAndFetch(0.5, 1.0)
            .pollingInterval(settings.pollInterval())
            .enableImmediateExecution()
            .heartbeatInterval(settings.heartbeat())
            .missedHeartbeatsLimit(EngineSettings.MISSED_HEARTBEATS)
            .deleteUnresolvedAfter(NEVER)
            .shutdownMaxWait(settings.gracePeriod())
            .addSchedulerListener(new Heartbeats())
            .build();
  }

  /**
   * What db-scheduler tells of its heartbeats. Those of running tasks say nothing on an idle node,
   * so the look for dead nodes counts, which is made with every second one and by the same threads.
   */
  private final class Heartbeats extends AbstractSchedulerListener {

    @Override
    public void onSchedulerEvent(SchedulerEventType type) {
      if (type == SchedulerEventType.RAN_DETECT_DEAD) {
        lastHeartbeat = clock.instant();
      }
    }
  }

  void start() {
    clock.measure();
    lastHeartbeat = clock.instant();
    contact = new Contact(settings.heartbeat(), clock.instant());
    scheduler.scheduleIfNotExists(
        new TaskInstance<Void>(Queue.NAME, CleanupRow.INSTANCE),
        clock.instant().plus(cleanup.interval()));
    cleanupRow.bringForward(clock.instant().plus(cleanup.interval()));
    repeat(worker::writeDueProgress, ProgressReporter.INTERVAL);
    repeat(worker::interruptOverdue, ProgressReporter.INTERVAL);
    repeat(this::keepContact, settings.heartbeat());
    if (placeGiver != null) {
      scheduler.scheduleIfNotExists(new TaskInstance<Void>(Queue.NAME, Places.LOCK), NOT_EVER);
      placeGiver.start();
    }
    scheduler.start();
  }

  private void keepContact() {
    clock.measure();
    contact.reached(clock.instant());
  }

  private boolean mayJudge() {
    return contact.isUnbroken(clock.instant());
  }

  private void repeat(Runnable action, Duration interval) {
    Runnable logged =
        () -> {
          try {
            action.run();
          } catch (RuntimeException e) {
            log.warn("The database could not be reached; tried again in {}", interval, e);
          }
        };
    Future<?> unused =
        timer.scheduleWithFixedDelay(
            logged, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  void wake() {
    look();
    givePlaces();
  }

  private void look() {
    scheduler.triggerCheckForDueExecutions();
  }

  private void givePlaces() {
    if (placeGiver != null) {
      placeGiver.soon();
    }
  }

  private void wakeAfter(Duration delay) {
    try {
      Future<?> unused = timer.schedule(this::wake, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("Stopped, so another node will look for what is due in {}", delay, e);
    }
  }

  @Nullable Instant lastHeartbeat() {
    return lastHeartbeat;
  }

  /**
   * Takes no more tasks, asks the running ones to be handed over at their next checkpoint,
   * interrupts them after the grace period, and leaves those that don't give in to the next node.
   */
  void stop() {
    stopping = true;
    scheduler.stop();
    if (!gaveIn()) {
      log.warn(
          "Tasks are still running, though they were interrupted; another node takes them over within {}",
          settings.lease());
    }
    timer.shutdownNow();
    if (placeGiver != null) {
      placeGiver.stop();
    }
  }

  private boolean gaveIn() {
    try {
      return workers.awaitTermination(TO_GIVE_IN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
