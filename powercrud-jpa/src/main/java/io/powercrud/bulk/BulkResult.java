package io.powercrud.bulk;

import io.powercrud.task.Counts;
import java.util.List;

/**
 * What came of a bulk operation, kept with its task.
 *
 * @param counts how many records ended how
 * @param failures the records that failed, the first {@value #LISTED} of them
 * @param warnings what was noticed and doesn't keep a promise, such as a write in a transaction of
 *     its own
 * @param retries how often its last attempt did a transaction again that another one was in the way
 *     of
 */
public record BulkResult(
    Counts counts, List<RecordOutcome> failures, List<String> warnings, int retries) {

  /** How many failed records are listed one by one. */
  public static final int LISTED = 100;

  /** A result of the given values. */
  public BulkResult {
    failures = List.copyOf(failures);
    warnings = List.copyOf(warnings);
  }
}
