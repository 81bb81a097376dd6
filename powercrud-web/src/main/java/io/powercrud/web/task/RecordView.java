package io.powercrud.web.task;

import io.powercrud.bulk.RecordOutcome;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of a record, as the REST API shows it.
 *
 * @param type the entity type of the record
 * @param id its id as text
 * @param outcome changed, unchanged, failed or skipped
 * @param reason why it failed or was skipped, or null
 */
public record RecordView(String type, String id, String outcome, @Nullable String reason) {

  /** The view of an outcome. */
  public static RecordView of(RecordOutcome outcome) {
    return new RecordView(
        outcome.record().type(),
        outcome.record().id(),
        outcome.outcome().name().toLowerCase(Locale.ROOT),
        outcome.reason());
  }
}
