package io.powercrud.task;

/**
 * Says that a worker has lost its task: a newer attempt began, or the task has ended. Whatever was
 * not committed is rolled back.
 */
public final class LostTaskException extends AttemptStoppedException {

  private static final long serialVersionUID = 1L;

  /** A loss of the given attempt. */
  public LostTaskException(Attempt attempt) {
    super("The task was taken over or has ended; " + attempt + " may not write any more");
  }
}
