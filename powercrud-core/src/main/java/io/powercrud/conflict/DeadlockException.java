package io.powercrud.conflict;

/**
 * The refusal of a registration that waited, because its task and others waited for each other and
 * this one was launched last.
 */
public final class DeadlockException extends ConflictException {

  private static final long serialVersionUID = 1L;

  private final transient Deadlock deadlock;

  /** A refusal because of this deadlock. */
  public DeadlockException(Deadlock deadlock) {
    super(deadlock.conflicts(), deadlock.toString());
    this.deadlock = deadlock;
  }

  /** Who waited for whom. */
  public Deadlock deadlock() {
    return deadlock;
  }
}
