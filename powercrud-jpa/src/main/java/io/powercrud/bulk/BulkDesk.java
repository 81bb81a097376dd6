package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.conflict.OnConflict;
import io.powercrud.resource.BoundResource;
import io.powercrud.resource.FieldError;
import io.powercrud.resource.InvalidIdException;
import io.powercrud.resource.MatchingRecords;
import io.powercrud.resource.RecordFilter;
import io.powercrud.resource.ResourceRegistry;
import io.powercrud.task.Attempt;
import io.powercrud.task.Counts;
import io.powercrud.task.Idempotency;
import io.powercrud.task.Launch;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskPorts;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/** Where requests for bulk operations are checked and become tasks. Thread-safe. */
final class BulkDesk implements BulkOperations.Desk {

  private final TaskManager manager;
  private final TaskPorts ports;
  private final ResourceRegistry resources;
  private final EntityManager entityManager;
  private final Freezer freezer;
  private final BulkSettings settings;
  private final TargetRows rows;
  private final JdbcRecordOutcomes outcomes;

  BulkDesk(
      TaskManager manager,
      TaskPorts ports,
      ResourceRegistry resources,
      EntityManager entityManager,
      Freezer freezer,
      BulkSettings settings,
      TargetRows rows,
      JdbcRecordOutcomes outcomes) {
    this.manager = manager;
    this.ports = ports;
    this.resources = resources;
    this.entityManager = entityManager;
    this.freezer = freezer;
    this.settings = settings;
    this.rows = rows;
    this.outcomes = outcomes;
  }

  @Override
  public BulkOutcome submit(BulkRequest<?, ?> request) {
    return submitTyped(request);
  }

  private <T> BulkOutcome submitTyped(BulkRequest<T, ?> request) {
    BoundResource<T> resource = resourceOf(request.subject());
    RequestCheck check = new RequestCheck(resource, settings, entityManager);
    check.options(request);
    check.selection(request);
    List<Change> changes = List.of();
    if (request.type().equals(BulkTasks.BULK_UPDATE)) {
      changes = check.changes(request.changes);
    } else if (!resource.isBulkDelete()) {
      check.reject("action", "records of '%s' can't be deleted in bulk".formatted(resource));
    }
    Caller caller = request.caller != null ? request.caller : ports.access().caller();
    Selection selection = select(request, resource, caller, check);
    if (!check.errors().isEmpty()) {
      return new BulkOutcome.Rejected(check.errors());
    }
    BulkPayload payload =
        new BulkPayload(
            resource.path(),
            changes,
            request.allOrNothing,
            request.chunkSize != null ? request.chunkSize : settings.chunkSize(),
            null);
    try {
      return launch(request, resource, caller, selection, payload);
    } catch (InvalidIdException unfit) {
      return rejected("matching", String.valueOf(unfit.getMessage()));
    }
  }

  private <T> Selection select(
      BulkRequest<T, ?> request, BoundResource<T> resource, Caller caller, RequestCheck check) {
    List<RecordKey> except = check.ids("except", request.except);
    if (request.ids != null) {
      List<RecordKey> keys = new ArrayList<>(check.ids("ids", request.ids));
      keys.removeAll(new HashSet<>(except));
      if (keys.isEmpty() && check.errors().isEmpty()) {
        check.reject("ids", "no record is selected");
      }
      return new NamedSelection(named(keys, resource, caller));
    }
    RecordFilter<T> filter =
        check.filter(request.filters == null ? Map.of() : request.filters, resource);
    Specification<T> matching =
        Specification.allOf(
            resource.scopeOf(caller),
            filter.toSpecification(),
            request.specification == null ? Specification.unrestricted() : request.specification);
    List<Object> exceptIds = except.stream().map(key -> resource.model().decode(key.id())).toList();
    return new MatchingSelection<>(
        new MatchingRecords<>(resource.model(), matching, exceptIds),
        freezer.matching(resource.model(), matching, exceptIds),
        filter + " except " + except,
        entityManager,
        ports.stores().conflicts());
  }

  private <T> NamedTargets named(List<RecordKey> keys, BoundResource<T> resource, Caller caller) {
    return new NamedTargets(
        keys,
        new MatchingRecords<>(resource.model(), resource.scopeOf(caller), List.of()),
        entityManager,
        ports.stores().conflicts());
  }

  @SuppressWarnings("unchecked") // a subject with a path is that of a request for any entity
  private <T> BoundResource<T> resourceOf(BulkOperations.Subject<T> subject) {
    return subject.entityType() != null
        ? resources.of(subject.entityType())
        : (BoundResource<T>) resources.get(String.valueOf(subject.path()));
  }

  private <T> BulkOutcome launch(
      BulkRequest<T, ?> request,
      BoundResource<T> resource,
      Caller caller,
      Selection selection,
      BulkPayload payload) {
    boolean inline = TaskContext.isActive();
    boolean later = !request.delay.isZero();
    if (later && (inline || request.mode == BulkMode.SYNC)) {
      return rejected("delay", "goes with an operation in the background, not with one at once");
    }
    boolean maySync =
        request.mode != BulkMode.ASYNC && request.onConflict != OnConflict.WAIT && !later;
    int longest =
        inline || request.mode == BulkMode.SYNC
            ? settings.maxIds()
            : Math.min(settings.maxIds(), resource.asyncFrom() - 1);
    if (inline || maySync) {
      Optional<List<RecordKey>> records = selection.upTo(longest);
      if (records.isPresent()) {
        return inline
            ? runInline(request, caller, selection, records.get(), payload)
            : runNow(request, caller, selection, records.get(), payload);
      }
      if (inline || request.mode == BulkMode.SYNC) {
        return rejected(
            "mode",
            "more than %,d records are selected, which only an operation in the background can change"
                .formatted(settings.maxIds()));
      }
    }
    return enqueue(request, caller, selection, payload);
  }

  private BulkOutcome enqueue(
      BulkRequest<?, ?> request, Caller caller, Selection selection, BulkPayload payload) {
    long selected = selection.count();
    if (selected > settings.maxMatching()) {
      return rejected(
          "matching",
          "%,d records are selected, more than the %,d that one operation can change"
              .formatted(selected, settings.maxMatching()));
    }
    Launch<BulkPayload, BulkResult> launch =
        prepare(request.type(), payload, caller)
            .targets(selection.targets())
            .reason(request.reason)
            .onConflict(request.onConflict)
            .priority(request.priority)
            .delay(request.delay)
            .idempotency(idempotency(request, selection, payload));
    return outcome(limited(launch, caller).launch());
  }

  private BulkOutcome runNow(
      BulkRequest<?, ?> request,
      Caller caller,
      Selection selection,
      List<RecordKey> records,
      BulkPayload payload) {
    Launch<BulkPayload, BulkResult> launch =
        prepare(request.type(), payload, caller)
            .targets(selection.targets(records))
            .reason(request.reason)
            .onConflict(request.onConflict)
            .idempotency(idempotency(request, selection, payload))
            .whenRolledBack((task, result) -> keepUndone(task, records, result));
    return outcome(launch.runNow());
  }

  private BulkOutcome runInline(
      BulkRequest<?, ?> request,
      Caller caller,
      Selection selection,
      List<RecordKey> records,
      BulkPayload payload) {
    BulkPayload inline =
        new BulkPayload(payload.resource(), payload.changes(), true, payload.chunkSize(), records);
    return outcome(
        prepare(request.type(), inline, caller).targets(selection.targets(records)).runNow());
  }

  private Launch<BulkPayload, BulkResult> prepare(
      TaskType<BulkPayload, BulkResult> type, BulkPayload payload, Caller caller) {
    return manager.run(type, payload).caller(caller);
  }

  private @Nullable Idempotency idempotency(
      BulkRequest<?, ?> request, Selection selection, BulkPayload payload) {
    return request.idempotencyKey == null
        ? null
        : new Idempotency(
            request.idempotencyKey,
            RequestHash.of(
                request.type().name(),
                ports.codec().write(payload),
                selection.description(),
                String.valueOf(request.reason),
                request.mode.name(),
                request.onConflict.name(),
                String.valueOf(request.priority),
                request.delay.toString()));
  }

  /** Writes down what became of the records of a task that was rolled back. */
  private void keepUndone(TaskKey task, List<RecordKey> records, @Nullable BulkResult result) {
    List<Verdict> culprits =
        result == null
            ? List.of()
            : result.failures().stream()
                .map(
                    failure ->
                        Verdict.failed(
                            new Target(records.indexOf(failure.record()) + 1L, failure.record()),
                            String.valueOf(failure.reason())))
                .toList();
    rows.judgeUndone(
        new Attempt(task, task, 1),
        records,
        culprits,
        "Nothing was changed, because the operation as a whole failed");
  }

  @Override
  public Optional<BulkOutcome> retry(TaskKey key) {
    Optional<Task> found =
        manager.find(key).filter(task -> task.status().isEnded()).filter(BulkDesk::isBulk);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Task task = found.get();
    List<RecordKey> failed = outcomes.failedRecords(task);
    if (failed.isEmpty()) {
      return Optional.empty();
    }
    BulkPayload payload = ports.codec().read(task.payload(), BulkPayload.class);
    return Optional.of(
        resources
            .find(payload.resource())
            .map(resource -> retry(task, payload, failed, resource))
            .orElseGet(
                () ->
                    rejected(
                        "resource",
                        "this node declares no resource '%s', which the task was launched on"
                            .formatted(payload.resource()))));
  }

  private BulkOutcome retry(
      Task task, BulkPayload payload, List<RecordKey> failed, BoundResource<?> resource) {
    Caller caller = ports.access().caller();
    List<RecordKey> left = failed;
    int number = 1;
    LaunchResult<BulkResult> launched = retry(number, task, payload, left, resource, caller);
    while (launched instanceof LaunchResult.Known<BulkResult> known) {
      left = leftUndone(left, known.earlier(), payload.allOrNothing());
      if (left.isEmpty()) {
        return outcome(known);
      }
      number++;
      launched = retry(number, task, payload, left, resource, caller);
    }
    return outcome(launched);
  }

  /**
   * Those of its records that a retry has come to its end without, because it was cut short. What
   * failed in it is retried by its own key, and what was skipped is not there to be retried; where
   * all or nothing was to be done, nothing is left but all.
   */
  private List<RecordKey> leftUndone(List<RecordKey> records, Task retry, boolean allOrNothing) {
    if (!retry.status().isEnded() || retry.status() == TaskStatus.SUCCEEDED) {
      return List.of();
    }
    if (allOrNothing && retry.counts().changed() + retry.counts().unchanged() == 0) {
      return retry.counts().failed() > 0 ? List.of() : records;
    }
    Set<RecordKey> settled = new HashSet<>();
    outcomes.forEach(retry, null, found -> settled.add(found.record()));
    return records.stream().filter(record -> !settled.contains(record)).toList();
  }

  /** However many ask for it at once, there is one launch of each number. */
  private LaunchResult<BulkResult> retry(
      int number,
      Task task,
      BulkPayload payload,
      List<RecordKey> failed,
      BoundResource<?> resource,
      Caller caller) {
    return limited(prepare(typeOf(task), payload, caller), caller)
        .targets(named(failed, resource, caller))
        .reason(task.reason())
        .idempotency(
            new Idempotency(
                "retry %d of %s".formatted(number, task.key()), RequestHash.of(task.payload())))
        .launch();
  }

  /** The application's own operations have no limit: nobody could be told to wait. */
  private Launch<BulkPayload, BulkResult> limited(
      Launch<BulkPayload, BulkResult> launch, Caller caller) {
    return caller.equals(Caller.SYSTEM) ? launch : launch.mostOpenTasks(settings.maxOpenTasks());
  }

  private static boolean isBulk(Task task) {
    return task.type().equals(BulkTasks.BULK_UPDATE.name())
        || task.type().equals(BulkTasks.BULK_DELETE.name());
  }

  private static TaskType<BulkPayload, BulkResult> typeOf(Task task) {
    return task.type().equals(BulkTasks.BULK_UPDATE.name())
        ? BulkTasks.BULK_UPDATE
        : BulkTasks.BULK_DELETE;
  }

  private static BulkOutcome outcome(LaunchResult<BulkResult> launched) {
    if (launched instanceof LaunchResult.Launched<BulkResult> inBackground) {
      return new BulkOutcome.Launched(inBackground.task());
    }
    if (launched instanceof LaunchResult.Known<BulkResult> known) {
      return new BulkOutcome.Known(known.earlier());
    }
    if (launched instanceof LaunchResult.Refused<BulkResult> refused) {
      return new BulkOutcome.Conflicted(refused.conflicts());
    }
    if (launched instanceof LaunchResult.Busy<BulkResult> busy) {
      return new BulkOutcome.Busy(busy.reason());
    }
    if (launched instanceof LaunchResult.TooMany<BulkResult> tooMany) {
      return new BulkOutcome.TooMany(tooMany.user(), tooMany.most());
    }
    LaunchResult.Ran<BulkResult> ran = (LaunchResult.Ran<BulkResult>) launched;
    return completed(ran.task(), ran.result());
  }

  private static BulkOutcome completed(TaskKey task, TaskResult<BulkResult> result) {
    @Nullable BulkResult value = result.value();
    return new BulkOutcome.Completed(
        task,
        result.status(),
        value == null ? Counts.NONE : value.counts(),
        value == null ? List.of() : value.failures());
  }

  private static BulkOutcome rejected(String field, String message) {
    return new BulkOutcome.Rejected(List.of(new FieldError(field, message)));
  }
}
