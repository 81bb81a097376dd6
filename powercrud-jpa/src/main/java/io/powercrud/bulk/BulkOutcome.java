package io.powercrud.bulk;

import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflicts;
import io.powercrud.resource.FieldError;
import io.powercrud.task.Counts;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import java.util.List;

/** What became of a request for a bulk operation. */
public sealed interface BulkOutcome {

  /**
   * It was carried out before the call returned, or failed and was rolled back.
   *
   * @param task the key of the task that it is in the history
   * @param status how the task ended
   * @param counts how many records were changed, counted when that was committed
   * @param failures the records that failed, the first {@value BulkResult#LISTED} of them
   */
  record Completed(TaskKey task, TaskStatus status, Counts counts, List<RecordOutcome> failures)
      implements BulkOutcome {

    /** An operation that has ended. */
    public Completed {
      failures = List.copyOf(failures);
    }
  }

  /**
   * It runs in the background once the caller's transaction has committed.
   *
   * @param task the key of its task
   */
  record Launched(TaskKey task) implements BulkOutcome {}

  /**
   * The same request was made before, with the same idempotency key; nothing was done again.
   *
   * @param earlier the task that it became then, as it is now
   */
  record Known(Task earlier) implements BulkOutcome {}

  /**
   * Nothing was done, because other tasks hold some of the records.
   *
   * @param conflicts which, and by whom
   */
  record Conflicted(Conflicts conflicts) implements BulkOutcome {}

  /**
   * Nothing was done, because another request is reserving some of the records at this moment;
   * trying again helps.
   *
   * @param reason what the database said
   */
  record Busy(String reason) implements BulkOutcome {}

  /**
   * Nothing was done, because the user has as many tasks that have not ended as he may have.
   *
   * @param user who
   * @param most how many he may have
   */
  record TooMany(String user, int most) implements BulkOutcome {}

  /**
   * Nothing was done, because the request asks for something that can't be.
   *
   * @param errors what, for each part of the request; not empty
   */
  record Rejected(List<FieldError> errors) implements BulkOutcome {

    /** A request with these errors. */
    public Rejected {
      errors = List.copyOf(errors);
    }
  }
}
