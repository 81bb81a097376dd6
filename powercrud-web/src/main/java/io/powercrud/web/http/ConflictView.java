package io.powercrud.web.http;

import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.Conflicts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;

/**
 * A conflict as the REST API shows it.
 *
 * @param type the entity type of the record that is held
 * @param id the id of that record as text
 * @param taskKey the key of the task that holds it
 * @param user on whose behalf that task runs, or null where its row is gone
 * @param since when the record was reserved
 */
public record ConflictView(
    String type, String id, String taskKey, @Nullable String user, Instant since) {

  /** The view of a conflict. */
  public static ConflictView of(Conflict conflict) {
    return new ConflictView(
        conflict.record().type(),
        conflict.record().id(),
        conflict.holder().value(),
        conflict.user(),
        conflict.since());
  }

  /** The problem that a request met these conflicts. */
  public static ProblemDetail problem(Conflicts conflicts) {
    List<ConflictView> first = conflicts.first().stream().map(ConflictView::of).toList();
    return ProblemType.CONFLICT.because(
        conflicts + ". Wait for the task to end, or cancel it.",
        Map.of("conflicts", first, "total", conflicts.total()));
  }

  /** The problem that another transaction was in the way of a request. */
  public static ProblemDetail problem(BusyException busy) {
    return busy(String.valueOf(busy.getMessage()));
  }

  /** The problem that another transaction was in the way of a request, for the given reason. */
  public static ProblemDetail busy(String reason) {
    return ProblemType.BUSY.because(reason, Map.of("conflicts", List.of(), "total", 0));
  }
}
