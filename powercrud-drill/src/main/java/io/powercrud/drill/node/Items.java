package io.powercrud.drill.node;

import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The one write path of items: an item takes its bin along, and every so often launches a child.
 */
final class Items {

  /** Every so manieth item has a child task. */
  static final int ITEMS_FOR_A_CHILD = 20;

  private static final TaskType<SlipOf, Nothing> WRITE_SLIP =
      TaskType.of("write-slip", SlipOf.class);
  private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

  private final EntityManager entityManager;
  private final Supplier<TaskManager> tasks;

  /** The payload of a child: whose slip it writes. */
  record SlipOf(long item) {}

  Items(EntityManager entityManager, Supplier<TaskManager> tasks) {
    this.entityManager = entityManager;
    this.tasks = tasks;
  }

  /** Saves an item inside a task. */
  Item save(Item item) {
    TaskContext context = TaskContext.current().orElseThrow();
    long id = Objects.requireNonNull(item.getId());
    LockSupport.parkNanos(WORK_NANOS);
    item.mark(context);
    entityManager.find(Bin.class, item.getBin()).mark(context);
    if (id % ITEMS_FOR_A_CHILD == 0) {
      tasks.get().run(WRITE_SLIP, new SlipOf(id)).reserving(Slip.class, List.of(id)).asChild();
    }
    return item;
  }

  /** What a child does, once however often it is run. */
  TaskDefinition<SlipOf, Nothing> slips() {
    return TaskDefinition.of(
        WRITE_SLIP,
        (payload, context) -> {
          LockSupport.parkNanos(WORK_NANOS);
          TaskContext.inFencedTransaction(() -> write(payload.item(), context));
          TaskContext.checkpoint();
          return TaskResult.succeeded();
        });
  }

  private void write(long id, TaskContext context) {
    Slip slip = entityManager.find(Slip.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (!slip.isMarkedBy(context)) {
      slip.mark(context);
    }
  }
}
