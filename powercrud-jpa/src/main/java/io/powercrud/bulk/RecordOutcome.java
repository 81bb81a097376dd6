package io.powercrud.bulk;

import io.powercrud.RecordKey;
import org.jspecify.annotations.Nullable;

/**
 * What became of one record of a bulk operation.
 *
 * @param record the record
 * @param outcome what became of it
 * @param reason why it failed or was skipped, for people; null where it was neither
 */
public record RecordOutcome(RecordKey record, Outcome outcome, @Nullable String reason) {}
