package io.powercrud.conflict;

/** The refusal of a write or a registration, because another task holds a record that it needs. */
public final class ConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Conflicts conflicts;

  /** A refusal because of these conflicts. */
  public ConflictException(Conflicts conflicts) {
    super(conflicts.toString());
    this.conflicts = conflicts;
  }

  /** A refusal because of these conflicts, which another exception led to. */
  public ConflictException(Conflicts conflicts, Throwable cause) {
    super(conflicts.toString(), cause);
    this.conflicts = conflicts;
  }

  /** The records that are held, and by whom. */
  public Conflicts conflicts() {
    return conflicts;
  }
}
