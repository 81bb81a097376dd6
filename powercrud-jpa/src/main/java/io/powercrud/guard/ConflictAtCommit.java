package io.powercrud.guard;

import io.powercrud.conflict.ConflictException;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Lets a conflict that kept a transaction from being committed come out as itself, as it does at a
 * flush, rather than as the cause of a failed commit.
 */
final class ConflictAtCommit implements TransactionExecutionListener {

  @Override
  public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
    @Nullable Throwable cause = failure;
    while (cause != null) {
      if (cause instanceof ConflictException conflict) {
        throw conflict;
      }
      cause = cause.getCause();
    }
  }
}
