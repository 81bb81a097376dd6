package io.powercrud.bulk;

import io.powercrud.bulk.WholeRun.UndoneException;
import io.powercrud.resource.BoundResource;
import io.powercrud.resource.EntityModels;
import io.powercrud.resource.ResourceRegistry;
import io.powercrud.task.Attempt;
import io.powercrud.task.Counts;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskHandler;
import io.powercrud.task.TaskPorts;
import io.powercrud.task.TaskResult;
import io.powercrud.task.Transactions;
import jakarta.persistence.EntityManager;
import jakarta.validation.Validator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What bulk tasks do: they change or delete the records that they were launched on. Thread-safe.
 */
final class BulkHandler {

  private final TaskPorts ports;
  private final ResourceRegistry resources;
  private final EntityManager entityManager;
  private final @Nullable Validator validator;
  private final BulkSettings settings;
  private final TargetRows rows;
  private final JdbcRecordOutcomes outcomes;
  private final SeparateWrites separateWrites;
  private final BulkListener listener;

  BulkHandler(
      TaskPorts ports,
      ResourceRegistry resources,
      EntityManager entityManager,
      @Nullable Validator validator,
      BulkSettings settings,
      TargetRows rows,
      JdbcRecordOutcomes outcomes,
      SeparateWrites separateWrites,
      BulkListener listener) {
    this.ports = ports;
    this.resources = resources;
    this.entityManager = entityManager;
    this.validator = validator;
    this.settings = settings;
    this.rows = rows;
    this.outcomes = outcomes;
    this.separateWrites = separateWrites;
    this.listener = listener;
  }

  TaskHandler<BulkPayload, BulkResult> update() {
    return (payload, context) -> handle(payload, context, false);
  }

  TaskHandler<BulkPayload, BulkResult> delete() {
    return (payload, context) -> handle(payload, context, true);
  }

  private TaskResult<BulkResult> handle(BulkPayload payload, TaskContext context, boolean delete)
      throws InterruptedException {
    Optional<BoundResource<?>> resource = resources.find(payload.resource());
    return resource.isEmpty()
        ? TaskResult.failed(
            "This node declares no resource '%s', which the task was launched on"
                .formatted(payload.resource()))
        : run(jobOf(resource.get(), payload, context, delete), payload, context);
  }

  private <T> BulkJob<T> jobOf(
      BoundResource<T> resource, BulkPayload payload, TaskContext context, boolean delete) {
    EntityModels models = resources.models();
    RecordChange<T> change =
        delete
            ? new RecordDelete<>(resource, models, entityManager, context)
            : new RecordUpdate<>(resource, payload.changes(), entityManager, validator);
    RecordLoader<T> loader = new RecordLoader<>(resource, context.caller(), entityManager);
    Checkpoints checkpoints = new Checkpoints(context, ports.clock());
    return new BulkJob<>(
        resource,
        delete ? "deleted" : "updated",
        payload.chunkSize(),
        new RecordWork<>(loader, change, entityManager, checkpoints),
        new DeclaredDescendants<>(
            resource, models, loader, change, entityManager, ports.stores().transactions()),
        checkpoints,
        separateWrites);
  }

  private <T> TaskResult<BulkResult> run(BulkJob<T> job, BulkPayload payload, TaskContext context)
      throws InterruptedException {
    if (payload.inline() != null) {
      Ledger ledger = Ledger.of(payload.inline());
      return ports
          .stores()
          .transactions()
          .join(() -> runJoined(new WholeRun<>(context, job, ledger, () -> {}), ledger, 0));
    }
    Ledger ledger = Ledger.of(context.attempt(), rows);
    if (ports.stores().transactions().isActive()) {
      long leftOut = rows.open(context.attempt()).counts().skipped();
      return runJoined(new WholeRun<>(context, job, ledger, () -> {}), ledger, leftOut);
    }
    return payload.allOrNothing() ? runFenced(job, ledger, context) : runChunked(job, context);
  }

  /** Asks for the total first: the database may refuse every statement after one that failed. */
  private TaskResult<BulkResult> runJoined(WholeRun<?> run, Ledger ledger, long leftOut) {
    long total = ledger.total();
    try {
      return result(new BulkResult(run.call(leftOut), List.of(), run.warnings(), 0));
    } catch (UndoneException e) {
      return undone(e, total, run.warnings(), 0);
    }
  }

  private <T> TaskResult<BulkResult> runFenced(BulkJob<T> job, Ledger ledger, TaskContext context)
      throws InterruptedException {
    Transactions transactions = ports.stores().transactions();
    Patience patience =
        new Patience(context, ports.immediate().waits(), ports.clock(), settings.conflictWait());
    Retries retries = new Retries(context, transactions, settings, listener);
    if (rows.cursor(context.task()).position() > 0) {
      return committed(context, List.of(), retries);
    }
    while (true) {
      WholeRun<T> run = new WholeRun<>(context, job, ledger, entityManager::clear);
      try {
        return transactions.fenced(
            context.attempt(),
            () -> {
              long leftOut = rows.open(context.attempt()).counts().skipped();
              return result(
                  new BulkResult(run.call(leftOut), List.of(), run.warnings(), retries.total()));
            });
      } catch (RuntimeException e) {
        if (transactions.isUnreachable(e)) {
          throw e;
        }
        if (!retries.waitAfter(e)) {
          Optional<UndoneException> undone = WholeRun.afterWaiting(undone(e, retries), patience);
          if (undone.isPresent()) {
            return retries.insistOn(() -> keepUndone(undone.get(), ledger, run, retries));
          }
        }
      }
    }
  }

  private static UndoneException undone(RuntimeException failure, Retries retries) {
    if (failure instanceof UndoneException undone) {
      return retries.isTransient(undone) ? undone.because(retries.reasonOf(undone)) : undone;
    }
    if (retries.isTransient(failure)) {
      return UndoneException.ofNoRecord(retries.reasonOf(failure), failure);
    }
    throw failure;
  }

  private TaskResult<BulkResult> keepUndone(
      UndoneException undone, Ledger ledger, WholeRun<?> run, Retries retries) {
    Attempt attempt = run.attempt();
    return ports
        .stores()
        .transactions()
        .fenced(
            attempt,
            () -> {
              rows.open(attempt);
              rows.judgeUndone(attempt, undone.culprits(), undone.reason());
              return undone(undone, ledger.total(), run.warnings(), retries.total());
            });
  }

  private <T> TaskResult<BulkResult> runChunked(BulkJob<T> job, TaskContext context)
      throws InterruptedException {
    Retries retries = new Retries(context, ports.stores().transactions(), settings, listener);
    return committed(
        context, new ChunkedRun<>(context, job, ports, rows, settings, retries).call(), retries);
  }

  private TaskResult<BulkResult> committed(
      TaskContext context, List<String> warnings, Retries retries) {
    Counts counts = rows.cursor(context.task()).counts();
    return result(
        new BulkResult(counts, outcomes.failures(context.attempt()), warnings, retries.total()));
  }

  private static TaskResult<BulkResult> undone(
      UndoneException undone, long total, List<String> warnings, int retries) {
    long failed = undone.culprits().size();
    return TaskResult.failed(
        new BulkResult(
            new Counts(0, 0, failed, total - failed),
            Verdicts.listedFailures(undone.culprits()),
            warnings,
            retries),
        undone.reason());
  }

  /** Success is only what changed every record, or found it changed already. */
  private static TaskResult<BulkResult> result(BulkResult result) {
    Counts counts = result.counts();
    if (counts.failed() == 0 && counts.skipped() == 0) {
      return TaskResult.succeeded(result);
    }
    String reason =
        "%,d of %,d records failed, %,d were skipped"
            .formatted(counts.failed(), counts.total(), counts.skipped());
    return counts.changed() + counts.unchanged() == 0 && counts.failed() > 0
        ? TaskResult.failed(result, reason)
        : TaskResult.partial(result, reason);
  }
}
