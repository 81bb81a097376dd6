package io.powercrud.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.access.EverybodyIs;
import io.powercrud.conflict.ConflictException;
import io.powercrud.engine.NoEngine;
import io.powercrud.jdbc.TaskModel.ModelTask;
import io.powercrud.jdbc.TaskModel.Script;
import io.powercrud.jdbc.TaskModel.Way;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.OnFailure;
import io.powercrud.task.Stores;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskManagers;
import io.powercrud.task.TaskPorts;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import io.powercrud.task.TaskWorker;
import io.powercrud.task.WorkerSettings;
import io.powercrud.test.StoresUnderTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Tasks that are run by a worker, and the model of them; both do the same and must be the same. */
final class ModelledTasks {

  static final int RECORDS = 3;

  private static final int MOST_TASKS = 12;
  private static final TaskType<Nothing, Nothing> STEP = TaskType.of("step", Nothing.class);
  private static final Caller CALLER = new Caller("ann", Set.of(), Map.of());
  private static final Script PLAIN = new Script(List.of(), Way.SUCCEEDS);

  private final Stores stores;
  private final TaskManager manager;
  private final TaskWorker worker;
  private final String type = "Tasks-" + TaskKey.unique();
  private final List<TaskKey> keys = new ArrayList<>();
  private final TaskModel model = new TaskModel();
  private Script script = PLAIN;

  /** Tasks in these stores, on records of a type that no other run has. */
  ModelledTasks(StoresUnderTest tested) {
    stores = tested.stores();
    TaskPorts ports =
        new TaskPorts(
            stores,
            tested.immediate(),
            tested.progress(),
            new NoEngine(),
            new JacksonPayloadCodec(),
            (entity, id) -> key(Integer.parseInt(id.toString())),
            new EverybodyIs(CALLER),
            tested.clock());
    manager =
        TaskManager.named(TaskManager.DEFAULT_NAME, ports)
            .definitions(List.of(TaskDefinition.of(STEP, (nothing, context) -> work(context))))
            .build();
    worker = new TaskWorker(new TaskManagers(List.of(manager)), ports, WorkerSettings.DEFAULTS);
  }

  private RecordKey key(int record) {
    return new RecordKey(type, Integer.toString(record));
  }

  private TaskResult<Nothing> work(TaskContext context) throws Exception {
    Way way = script.way();
    script.children().forEach(this::launchChild);
    switch (way) {
      case SUCCEEDS -> {}
      case IS_PARTIAL -> {
        return TaskResult.partial(Nothing.NOTHING, "some of it");
      }
      case FAILS -> throw new IllegalStateException("none of it");
      case IS_CANCELLED -> {
        manager.cancel(context.task());
        context.check();
      }
      case SUCCEEDS_ALTHOUGH_CANCELLED -> manager.cancel(context.task());
      case DIES -> throw new LostTaskException(context.attempt());
      case IS_OVERTAKEN -> {
        script = TaskModel.OVERTAKING;
        elsewhere(() -> worker.run(context.task()));
        assertThatThrownBy(() -> manager.run(STEP, Nothing.NOTHING).asChild())
            .isInstanceOf(LostTaskException.class);
      }
    }
    return TaskResult.succeeded();
  }

  private void launchChild(OnFailure onFailure) {
    keys.add(launched(manager.run(STEP, Nothing.NOTHING).onFailure(onFailure).asChild()));
  }

  private static TaskKey launched(LaunchResult<Nothing> result) {
    return ((LaunchResult.Launched<Nothing>) result).task();
  }

  private static void elsewhere(Runnable work) throws InterruptedException {
    Thread thread = new Thread(work, "elsewhere");
    thread.start();
    thread.join();
  }

  void launch(int record) {
    if (keys.size() >= MOST_TASKS) {
      return;
    }
    if (model.launch(record)) {
      keys.add(
          launched(
              manager
                  .run(STEP, Nothing.NOTHING)
                  .reserving(Object.class, List.of(record))
                  .launch()));
    } else {
      assertThatThrownBy(
              () ->
                  manager
                      .run(STEP, Nothing.NOTHING)
                      .reserving(Object.class, List.of(record))
                      .launch()
                      .orThrow())
          .isInstanceOf(ConflictException.class);
    }
    agree();
  }

  /** Delivers the task with that number, or with what is left of it by the number of tasks. */
  void deliver(int task, Script newScript) {
    if (!keys.isEmpty()) {
      Script fitting = keys.size() < MOST_TASKS ? newScript : new Script(List.of(), Way.SUCCEEDS);
      run(task % keys.size(), fitting);
    }
  }

  private void run(int number, Script newScript) {
    script = newScript;
    worker.run(keys.get(number));
    model.deliver(number, newScript);
    agree();
  }

  void cancel(int task) {
    if (!keys.isEmpty()) {
      int number = task % keys.size();
      assertThat(manager.cancel(keys.get(number))).isEqualTo(model.cancel(number));
      agree();
    }
  }

  void forceRelease(int task) {
    if (!keys.isEmpty()) {
      int number = task % keys.size();
      assertThat(manager.forceRelease(keys.get(number), "stuck"))
          .isEqualTo(model.forceRelease(number));
      agree();
    }
  }

  /** However it came so far, each task ends once all have been delivered from the leaves up. */
  void finish() {
    IntStream.iterate(keys.size() - 1, number -> number >= 0, number -> number - 1)
        .forEach(number -> run(number, PLAIN));
    assertThat(model.tasks()).noneMatch(ModelTask::isOpen);
    assertThat(model.holders()).isEmpty();
  }

  private void agree() {
    Map<RecordKey, TaskKey> expected = new HashMap<>();
    model.holders().forEach((record, task) -> expected.put(key(record), keys.get(task)));
    assertThat(ModelledStores.holders(stores, IntStream.range(0, RECORDS).mapToObj(this::key)))
        .isEqualTo(expected);
    assertThat(keys).hasSameSizeAs(model.tasks());
    for (int number = 0; number < keys.size(); number++) {
      agree(keys.get(number), model.tasks().get(number));
    }
  }

  private void agree(TaskKey key, ModelTask expected) {
    Task found = stores.tasks().find(key).orElseThrow();
    assertThat(found.status()).as("%s", model).isEqualTo(expected.status);
    assertThat(found.attempt()).as("%s", model).isEqualTo(expected.attempt);
    assertThat(found.stage().isOwnWork())
        .as("%s", model)
        .isEqualTo(expected.isOpen() && expected.own == null);
    if (!expected.isOpen() && found.status() != TaskStatus.CANCELLED) {
      assertThat(found.error() == null).isEqualTo(found.status() == TaskStatus.SUCCEEDED);
    }
    assertThat(stores.tasks().hasOpenChildren(key)).isEqualTo(expected.hasOpenChildren());
  }
}
