package io.powercrud.task;

/** The refusal of a launch, because its user has as many open tasks as he may have. */
public final class TooManyTasksException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A refusal of one more task of the user, who may have so many. */
  public TooManyTasksException(String user, int most) {
    super(
        "%s has %d tasks that have not ended, and may not have more; wait for one to end, or cancel one"
            .formatted(user, most));
  }
}
