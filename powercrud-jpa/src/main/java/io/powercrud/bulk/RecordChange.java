package io.powercrud.bulk;

import java.util.List;

/**
 * What a bulk task does to each of its records, within a transaction.
 *
 * @param <T> the entity
 */
interface RecordChange<T> {

  /**
   * Does it to one record, which is locked and in the persistence context.
   *
   * @return whether the record was changed, or was so already
   * @throws InvalidRecordException if the record would not be valid; nothing was saved
   */
  boolean change(T record);

  /** Does it to the record alone, so that its descendants can be told beforehand. */
  void preview(T record);

  /** Called when all records of the transaction are changed, before they are flushed. */
  void beforeFlush(List<T> records);

  /** Whether it changes the record and nothing else, and calls no code that might. */
  boolean isOfRecordAlone();
}
