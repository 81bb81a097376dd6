package io.powercrud.bulk;

import io.powercrud.task.Task;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What became of the records of bulk operations, as far as it is committed. Implementations are
 * thread-safe.
 */
public interface RecordOutcomes {

  /**
   * A page of the records of a task whose outcome is known.
   *
   * @param task a bulk task
   * @param outcome only records with this outcome; null for all
   * @param page which page, from 0
   * @param size how many a page, 1 to 1,000
   * @throws IllegalArgumentException if the page is negative or the size is out of its range
   */
  RecordOutcomePage page(Task task, @Nullable Outcome outcome, int page, int size);

  /**
   * Hands on the records of a task one by one, in constant memory and without keeping a connection
   * while the consumer is busy.
   *
   * @param task a bulk task
   * @param outcome only records with this outcome; null for all
   * @param consumer called for each record, in the order in which they are worked on
   */
  void forEach(Task task, @Nullable Outcome outcome, Consumer<RecordOutcome> consumer);
}
