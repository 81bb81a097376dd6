package io.powercrud.engine;

import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.powercrud.task.DeliveredTask;
import io.powercrud.task.Delivery;
import io.powercrud.task.TaskWorker;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a row of the queue that db-scheduler gives to this node: the worker runs the
 * task, and the row goes, waits or is left as the worker says. No row is ever lost: what fails is
 * delivered again, and what dies is delivered again by whichever node notices.
 */
final class Deliveries {

  private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

  private static final Duration LONGEST_RETRY_DELAY = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 6;

  private final TaskWorker worker;
  private final RetentionCleanup cleanup;
  private final TakenRows taken;
  private final Clock clock;
  private final BooleanSupplier nodeIsStopping;
  private final BooleanSupplier nodeMayJudge;
  private final Wake wake;
  private final Runnable whenPlaceIsFree;

  /** Has this node look for due tasks after a while. */
  @FunctionalInterface
  interface Wake {
    void after(Duration delay);
  }

  Deliveries(
      TaskWorker worker,
      RetentionCleanup cleanup,
      TakenRows taken,
      Clock clock,
      BooleanSupplier nodeIsStopping,
      BooleanSupplier nodeMayJudge,
      Wake wake,
      Runnable whenPlaceIsFree) {
    this.worker = worker;
    this.cleanup = cleanup;
    this.taken = taken;
    this.clock = clock;
    this.nodeIsStopping = nodeIsStopping;
    this.nodeMayJudge = nodeMayJudge;
    this.wake = wake;
    this.whenPlaceIsFree = whenPlaceIsFree;
  }

  /** All of this as the one task that db-scheduler knows of. */
  Task<Void> asTask() {
    return Tasks.custom(Queue.NAME, Void.class)
        .onFailure(this::retry)
        .onDeadExecution(this::revive)
        .execute(this::deliver);
  }

  private CompletionHandler<Void> deliver(TaskInstance<Void> instance, ExecutionContext context) {
    if (CleanupRow.isMeant(instance)) {
      CleanupSummary summary = cleanup.run();
      return again(summary.failed().isEmpty() ? cleanup.interval() : soonAgain());
    }
    DeliveredTask task =
        new DeliveredTask(
            Queue.taskOf(instance), context.getExecution().consecutiveFailures, nodeIsStopping);
    Delivery delivery = worker.run(task);
    if (delivery instanceof Delivery.Again again) {
      log.debug("Task {} is put off by {}: {}", task.key(), again.delay(), again.reason());
      return again(again.delay());
    }
    if (delivery instanceof Delivery.HandedOver handedOver) {
      log.debug("Task {} is handed over: {}", task.key(), handedOver.reason());
      return (complete, operations) -> handOver(complete.getExecution());
    }
    if (delivery instanceof Delivery.Elsewhere elsewhere) {
      log.debug("Task {} is left to another node: {}", task.key(), elsewhere.reason());
      return elsewhere(elsewhere.delay());
    }
    return delivery instanceof Delivery.Ended ? this::remove : (complete, operations) -> {};
  }

  private Duration soonAgain() {
    Duration interval = cleanup.interval();
    return interval.compareTo(LONGEST_RETRY_DELAY) < 0 ? interval : LONGEST_RETRY_DELAY;
  }

  private CompletionHandler<Void> again(Duration delay) {
    return (complete, operations) -> putOff(complete.getExecution(), delay);
  }

  /** Without a fixed pace, so that nodes which look at one are not in the same order each time. */
  private CompletionHandler<Void> elsewhere(Duration delay) {
    long millis = ThreadLocalRandom.current().nextLong(delay.toMillis(), 3 * delay.toMillis() + 1);
    return (complete, operations) -> {
      taken.putOff(complete.getExecution(), clock.instant().plusMillis(millis));
      whenPlaceIsFree.run();
    };
  }

  /** Puts a row off without counting that as a delivery that was broken off. */
  private void putOff(Execution execution, Duration delay) {
    if (taken.putOff(execution, clock.instant().plus(delay))) {
      whenPlaceIsFree.run();
      wake.after(delay);
    } else {
      log.debug("{} was taken over before it could be put off", execution);
    }
  }

  /** To the others at once, as something that has begun. */
  private void handOver(Execution execution) {
    if (!taken.handOver(execution, clock.instant())) {
      log.debug("{} was taken over before it could be handed over", execution);
    }
  }

  private void remove(ExecutionComplete complete, ExecutionOperations<Void> operations) {
    unlessTakenOver(complete, () -> removeOnceMore(operations));
    whenPlaceIsFree.run();
  }

  /** A row that stays, after a deadlock for one, is found only when its node seems to be dead. */
  private static void removeOnceMore(ExecutionOperations<Void> operations) {
    try {
      operations.remove();
    } catch (ExecutionException e) {
      throw e;
    } catch (RuntimeException e) {
      log.debug("The row could not be removed; tried once more", e);
      operations.remove();
    }
  }

  private void retry(ExecutionComplete complete, ExecutionOperations<Void> operations) {
    Thread.interrupted();
    Execution execution = complete.getExecution();
    if (nodeIsStopping.getAsBoolean()) {
      handOver(execution);
      return;
    }
    Duration delay = retryDelay(execution.consecutiveFailures);
    unlessTakenOver(complete, () -> operations.reschedule(complete, clock.instant().plus(delay)));
    wake.after(delay);
  }

  private static Duration retryDelay(int failures) {
    Duration doubled = Duration.ofSeconds(1L << Math.min(failures, MOST_DOUBLINGS));
    return doubled.compareTo(LONGEST_RETRY_DELAY) < 0 ? doubled : LONGEST_RETRY_DELAY;
  }

  /** At once where it happens for the first time; a task that kills its nodes does so slowly. */
  private static Duration reviveDelay(int failures) {
    return failures == 0 ? Duration.ZERO : retryDelay(failures - 1);
  }

  private void revive(ExecutionComplete complete, ExecutionOperations<Void> operations) {
    Execution execution = complete.getExecution();
    if (!nodeMayJudge.getAsBoolean()) {
      log.info(
          "Node {} was last heard of at {}, but the database was out of reach; it is given time to be heard",
          execution.pickedBy,
          execution.lastHeartbeat);
      return;
    }
    Duration delay = reviveDelay(execution.consecutiveFailures);
    log.warn(
        "Node {} fell silent at {}; its task {} is delivered again in {}",
        execution.pickedBy,
        execution.lastHeartbeat,
        execution.getId(),
        delay);
    unlessTakenOver(complete, () -> operations.reschedule(complete, clock.instant().plus(delay)));
    wake.after(delay);
  }

  private static void unlessTakenOver(ExecutionComplete complete, Runnable write) {
    try {
      write.run();
    } catch (ExecutionException e) {
      log.debug("{} was taken over meanwhile", complete.getExecution(), e);
    }
  }
}
