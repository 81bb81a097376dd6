package io.powercrud.task;

import io.powercrud.RecordKey;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import java.util.Collection;

/**
 * Work that is done at once in the context of the task around it, with its records as that task's
 * descendants.
 *
 * @param definition what the work is
 * @param payload what it is about
 * @param records what it needs
 * @param around the context of the task around it
 */
record RunInline<P extends Record, R extends Record>(
    TaskDefinition<P, R> definition, P payload, Collection<RecordKey> records, TaskContext around) {

  LaunchResult<R> call() {
    if (definition.step() != null) {
      throw new IllegalStateException(
          "Task %s has a completion step, which waits for its children, so it can't be a part of task %s; launch it asChild()"
              .formatted(definition.type(), around.task()));
    }
    ReserveResult reserved = around.reserve(records, ReservationScope.ROOT_TASK);
    if (reserved instanceof ReserveResult.Refused refused) {
      return new LaunchResult.Refused<>(refused.conflicts());
    }
    if (reserved instanceof ReserveResult.Busy busy) {
      return new LaunchResult.Busy<>(busy.reason());
    }
    TaskResult<R> result = handle();
    if (result instanceof TaskResult.Failed<R> failed) {
      throw new TaskFailedException(failed.reason(), null);
    }
    return new LaunchResult.Ran<>(around.task(), result);
  }

  private TaskResult<R> handle() {
    try {
      return HandlerRunner.run(definition, payload, around);
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TaskFailedException("Task " + definition.type() + " was interrupted", e);
    } catch (Exception e) {
      throw new TaskFailedException(Reasons.of(e), e);
    }
  }
}
