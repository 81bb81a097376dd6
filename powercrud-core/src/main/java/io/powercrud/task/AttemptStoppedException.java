package io.powercrud.task;

/**
 * Says that the running attempt has to stop where it is, for a reason that doesn't lie in its work.
 * A handler lets it pass: whoever catches exceptions record by record rethrows this one.
 */
public abstract sealed class AttemptStoppedException extends RuntimeException
    permits LostTaskException,
        NodeStoppingException,
        TaskCancelledException,
        TaskTimedOutException {

  private static final long serialVersionUID = 1L;

  AttemptStoppedException(String message) {
    super(message);
  }
}
