package io.powercrud.task;

/** Says that the time which a task had is over. */
public final class TaskTimedOutException extends AttemptStoppedException {

  private static final long serialVersionUID = 1L;

  /** A time-out for the given reason. */
  public TaskTimedOutException(String reason) {
    super(reason);
  }
}
