package io.powercrud.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.TaskKey;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.resource.ResourceRegistry;
import io.powercrud.task.Delivery;
import io.powercrud.task.Task;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskManagers;
import io.powercrud.task.TaskWorker;
import io.powercrud.task.WorkerSettings;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The bulk operations of an application under test, with the worker that carries them out. */
final class Bulk {

  final BulkOperations operations;
  final RecordOutcomes outcomes;
  final TaskManager manager;
  final TaskWorker worker;
  final Queue<Throwable> retries = new ConcurrentLinkedQueue<>();
  private final Library library;

  Bulk(Library library, BulkSettings settings, ResourceRegistry resources) {
    this.library = library;
    BulkModule module =
        new BulkModule(
            library.ports,
            resources,
            library.factory,
            library.transactionManager,
            library.dataSource,
            library.stores,
            TablePrefix.DEFAULT,
            library.validator,
            settings,
            (attempt, type, cause) -> retries.add(cause));
    manager =
        TaskManager.named(TaskManager.DEFAULT_NAME, library.ports)
            .definitions(module.definitions())
            .build();
    operations = module.operations(manager);
    outcomes = module.outcomes();
    worker =
        new TaskWorker(new TaskManagers(List.of(manager)), library.ports, WorkerSettings.DEFAULTS);
  }

  <T> BulkUpdate<T> update(Class<T> entityType) {
    return operations.update(entityType);
  }

  <T> BulkDelete<T> delete(Class<T> entityType) {
    return operations.delete(entityType);
  }

  /** Submits a request that is to be launched, runs it and gives the task as it ended. */
  Task run(BulkRequest<?, ?> request) {
    return runLaunched(request.mode(BulkMode.ASYNC).submit());
  }

  /** Runs a task that was launched, and gives it as it ended. */
  Task runLaunched(BulkOutcome outcome) {
    assertThat(outcome).isInstanceOf(BulkOutcome.Launched.class);
    TaskKey key = ((BulkOutcome.Launched) outcome).task();
    library.engine.takeAll();
    assertThat(worker.run(key)).isInstanceOf(Delivery.Ended.class);
    return task(key);
  }

  Task task(TaskKey key) {
    return manager.find(key).orElseThrow();
  }

  /** The records of a task with this outcome. */
  List<RecordOutcome> records(Task task, Outcome outcome) {
    return outcomes.page(task, outcome, 0, 1000).items();
  }
}
