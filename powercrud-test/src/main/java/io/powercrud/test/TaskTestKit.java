package io.powercrud.test;

import io.powercrud.RecordKey;
import io.powercrud.access.AccessPolicy;
import io.powercrud.access.Action;
import io.powercrud.access.Caller;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.RecordKeys;
import io.powercrud.task.OpenedTaskContext;
import io.powercrud.task.Stores;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskListener;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskManagers;
import io.powercrud.task.TaskPorts;
import io.powercrud.task.TaskWorker;
import io.powercrud.task.WorkerSettings;
import java.time.Instant;
import java.util.List;

/**
 * Everything that launches and runs tasks, in memory and on the thread of the test.
 *
 * <p>A test launches with {@link #manager()}, calls {@link #runEverythingDue()} where it wants the
 * background work done, and moves {@link #clock()} where it wants time to pass. Record keys are the
 * entity class's simple name and the id's text.
 */
public final class TaskTestKit {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final SettableClock clock = new SettableClock(START);
  private final InlineEngine engine;
  private final TaskPorts ports;
  private final TaskManager manager;
  private final TaskWorker worker;

  private TaskTestKit(List<TaskDefinition<?, ?>> definitions, List<TaskListener> listeners) {
    MemoryTransactions transactions = new MemoryTransactions();
    MemoryTaskStore tasks = new MemoryTaskStore(transactions);
    MemoryConflictStore conflicts =
        new MemoryConflictStore(
            transactions,
            clock,
            key -> tasks.find(key).map(task -> task.caller().name()).orElse(null));
    MemoryWaits waits = new MemoryWaits(transactions, tasks, conflicts, clock);
    Stores stores = new Stores(tasks, conflicts, waits, transactions);
    engine = new InlineEngine(transactions, tasks, clock);
    ports =
        new TaskPorts(
            stores,
            stores,
            tasks,
            engine,
            new ReferenceCodec(),
            new SimpleRecordKeys(),
            new EverythingAllowed(),
            clock);
    manager =
        TaskManager.named(TaskManager.DEFAULT_NAME, ports)
            .definitions(definitions)
            .listeners(listeners)
            .build();
    worker = new TaskWorker(new TaskManagers(List.of(manager)), ports, WorkerSettings.DEFAULTS);
  }

  /** A kit that knows these tasks. */
  public static TaskTestKit with(TaskDefinition<?, ?>... definitions) {
    return new TaskTestKit(List.of(definitions), List.of());
  }

  /** A kit that knows these tasks and tells the listener what happens to them. */
  public static TaskTestKit with(TaskListener listener, TaskDefinition<?, ?>... definitions) {
    return new TaskTestKit(List.of(definitions), List.of(listener));
  }

  /** The manager that launches. */
  public TaskManager manager() {
    return manager;
  }

  /** The clock that everything follows. */
  public SettableClock clock() {
    return clock;
  }

  /** The store of reservations. */
  public ConflictStore conflicts() {
    return ports.stores().conflicts();
  }

  /** The ports behind it all, for a test that needs one of them. */
  public TaskPorts ports() {
    return ports;
  }

  /** The worker that runs what is due. */
  public TaskWorker worker() {
    return worker;
  }

  /** The engine in which launched tasks wait. */
  public InlineEngine engine() {
    return engine;
  }

  /**
   * Runs every task that is due, on this thread.
   *
   * @return how many deliveries there were
   */
  public int runEverythingDue() {
    return engine.runEverythingDue(worker);
  }

  /**
   * Opens the context of a task that runs, so that a test can call what is nested in a task without
   * launching one; close it to end the task and to restore what was there before.
   */
  public OpenedTaskContext openTask() {
    return OpenedTaskContext.open(ports);
  }

  private static final class SimpleRecordKeys implements RecordKeys {
    @Override
    public RecordKey keyOf(Class<?> entityType, Object id) {
      return new RecordKey(entityType.getSimpleName(), id.toString());
    }
  }

  private static final class EverythingAllowed implements AccessPolicy {
    @Override
    public Caller caller() {
      return Caller.SYSTEM;
    }

    @Override
    public boolean allows(Caller caller, Action action, String resource) {
      return true;
    }

    @Override
    public boolean isAdministrator(Caller caller) {
      return true;
    }
  }
}
