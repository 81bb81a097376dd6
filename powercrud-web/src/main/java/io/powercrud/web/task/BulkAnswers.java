package io.powercrud.web.task;

import io.powercrud.TaskKey;
import io.powercrud.bulk.BulkOutcome;
import io.powercrud.bulk.BulkOutcome.Busy;
import io.powercrud.bulk.BulkOutcome.Completed;
import io.powercrud.bulk.BulkOutcome.Conflicted;
import io.powercrud.bulk.BulkOutcome.Known;
import io.powercrud.bulk.BulkOutcome.Launched;
import io.powercrud.bulk.BulkOutcome.Rejected;
import io.powercrud.bulk.BulkOutcome.TooMany;
import io.powercrud.bulk.BulkResult;
import io.powercrud.bulk.Outcome;
import io.powercrud.bulk.RecordOutcome;
import io.powercrud.bulk.RecordOutcomes;
import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.ConflictException;
import io.powercrud.task.Counts;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TooManyTasksException;
import io.powercrud.web.http.Answers;
import io.powercrud.web.http.JsonBody;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Says what became of a bulk operation. Thread-safe. */
public final class BulkAnswers {

  private final RecordOutcomes outcomes;
  private final String basePath;

  /** Answers with the addresses of tasks below the base path. */
  public BulkAnswers(RecordOutcomes outcomes, String basePath) {
    this.outcomes = outcomes;
    this.basePath = basePath;
  }

  /** The answer about an operation that has ended. */
  record Ended(String taskKey, TaskStatus status, Counts counts, List<RecordView> failures) {}

  /** The answer about an operation that goes on. */
  record Accepted(String taskKey) {}

  /** The answer to the request for a bulk operation. */
  public ServerResponse submitted(ServerRequest request, BulkOutcome outcome) {
    if (outcome instanceof Completed completed) {
      return ended(
          request, completed.task(), completed.status(), completed.counts(), completed.failures());
    }
    if (outcome instanceof Known known && known.earlier().status().isEnded()) {
      Task earlier = known.earlier();
      return ended(
          request,
          earlier.key(),
          earlier.status(),
          earlier.counts(),
          outcomes.page(earlier, Outcome.FAILED, 0, BulkResult.LISTED).items());
    }
    return unlessCompleted(request, outcome);
  }

  private ServerResponse ended(
      ServerRequest request,
      TaskKey task,
      TaskStatus status,
      Counts counts,
      List<RecordOutcome> failures) {
    return Answers.json(
        ServerResponse.ok().location(Answers.task(request, basePath, task)),
        new Ended(task.value(), status, counts, failures.stream().map(RecordView::of).toList()));
  }

  /** The answer to the request for a task that does again what failed. */
  ServerResponse relaunched(ServerRequest request, BulkOutcome outcome) {
    return outcome instanceof Completed completed
        ? accepted(request, completed.task())
        : unlessCompleted(request, outcome);
  }

  private ServerResponse unlessCompleted(ServerRequest request, BulkOutcome outcome) {
    if (outcome instanceof Launched launched) {
      return accepted(request, launched.task());
    }
    if (outcome instanceof Known known) {
      return accepted(request, known.earlier().key());
    }
    if (outcome instanceof Conflicted conflicted) {
      throw new ConflictException(conflicted.conflicts());
    }
    if (outcome instanceof Busy busy) {
      throw new BusyException(busy.reason());
    }
    if (outcome instanceof TooMany tooMany) {
      throw new TooManyTasksException(tooMany.user(), tooMany.most());
    }
    throw JsonBody.invalid(((Rejected) outcome).errors());
  }

  private ServerResponse accepted(ServerRequest request, TaskKey task) {
    return Answers.json(
        ServerResponse.status(HttpStatus.ACCEPTED).location(Answers.task(request, basePath, task)),
        new Accepted(task.value()));
  }
}
