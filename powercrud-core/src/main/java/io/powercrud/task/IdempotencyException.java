package io.powercrud.task;

import io.powercrud.TaskKey;

/** The refusal of a request that has the idempotency key of another request. */
public final class IdempotencyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A refusal of the given key, which the given task was launched with. */
  public IdempotencyException(String idempotencyKey, TaskKey task) {
    super(
        "Idempotency key '%s' belongs to another request, which became task %s; send this one with a new key"
            .formatted(idempotencyKey, task));
  }
}
