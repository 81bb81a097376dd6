package io.powercrud.guard;

import io.powercrud.jdbc.RecordTriggers;
import io.powercrud.task.Attempt;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Tells the database on behalf of which task a transaction writes, so that triggers let it through,
 * and has its attempt proved before it commits.
 */
final class TaskTransactions implements TransactionExecutionListener {

  private final RecordTriggers triggers;
  private final TaskStore tasks;

  TaskTransactions(RecordTriggers triggers, TaskStore tasks) {
    this.triggers = triggers;
    this.tasks = tasks;
  }

  @Override
  public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
    if (failure != null || transaction.isReadOnly()) {
      return;
    }
    Optional<TaskContext> context = WriteCheck.openContext();
    context.map(TaskContext::root).ifPresent(triggers::mark);
    context
        .filter(TaskContext::mayBeSuperseded)
        .map(within -> new Proof(tasks, within.attempt()))
        .ifPresent(TransactionSynchronizationManager::registerSynchronization);
  }

  private record Proof(TaskStore tasks, Attempt attempt)
      implements TransactionSynchronization, Ordered {

    @Override
    public int getOrder() {
      return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void beforeCommit(boolean readOnly) {
      tasks.prove(attempt);
    }
  }
}
