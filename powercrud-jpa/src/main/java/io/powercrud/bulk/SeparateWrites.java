package io.powercrud.bulk;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Notices when a transaction of its own begins within that of a bulk task: what it commits stays
 * though the records around it are rolled back, and is done again when they are. Thread-safe.
 */
final class SeparateWrites implements TransactionExecutionListener {

  private static final Logger log = LoggerFactory.getLogger(SeparateWrites.class);

  /** A listener on the transactions of this manager, if it tells of them. */
  static SeparateWrites of(TransactionManager transactionManager) {
    SeparateWrites listener = new SeparateWrites();
    if (transactionManager instanceof ConfigurableTransactionManager configurable) {
      configurable.addListener(listener);
    } else {
      log.warn(
          "{} doesn't tell when a transaction begins, so that REQUIRES_NEW within bulk operations goes unnoticed",
          transactionManager.getClass().getName());
    }
    return listener;
  }

  /** What was noticed in one run of a task. Thread-safe. */
  static final class Notes {

    private final Set<String> warnings = new CopyOnWriteArraySet<>();

    private void add(@Nullable String transaction) {
      String warning =
          "%s began a transaction of its own (REQUIRES_NEW): what it wrote is not undone with a record that fails, and may be written more than once"
              .formatted(transaction == null || transaction.isEmpty() ? "Some code" : transaction);
      if (warnings.add(warning)) {
        log.warn(warning);
      }
    }

    List<String> warnings() {
      return List.copyOf(warnings);
    }
  }

  /** Does the work, which is within a transaction, and notes what transactions begin within it. */
  <R> R watch(Notes notes, Supplier<R> work) {
    @Nullable Object outer = TransactionSynchronizationManager.unbindResourceIfPossible(this);
    TransactionSynchronizationManager.bindResource(this, notes);
    try {
      return work.get();
    } finally {
      TransactionSynchronizationManager.unbindResource(this);
      if (outer != null) {
        TransactionSynchronizationManager.bindResource(this, outer);
      }
    }
  }

  @Override
  public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
    if (transaction.isNewTransaction()
        && TransactionSynchronizationManager.getResource(this) instanceof Notes notes) {
      notes.add(transaction.getTransactionName());
    }
  }
}
