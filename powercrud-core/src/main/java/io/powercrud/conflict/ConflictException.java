package io.powercrud.conflict;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The refusal of a write or a registration, because another task holds a record that it needs. */
public sealed class ConflictException extends RuntimeException permits DeadlockException {

  private static final long serialVersionUID = 1L;

  private final transient Conflicts conflicts;
  private final @Nullable Duration wait;

  /** A refusal because of these conflicts. */
  public ConflictException(Conflicts conflicts) {
    this(conflicts, conflicts.toString());
  }

  /** A refusal because of these conflicts, which another exception led to. */
  public ConflictException(Conflicts conflicts, Throwable cause) {
    super(conflicts.toString(), cause);
    this.conflicts = conflicts;
    this.wait = null;
  }

  ConflictException(Conflicts conflicts, String message) {
    super(message);
    this.conflicts = conflicts;
    this.wait = null;
  }

  private ConflictException(Conflicts conflicts, Duration wait) {
    super(
        conflicts
            + "; it was not waited for, because this thread is in a transaction, whose locks would be held for as long."
            + " Register it before the transaction begins");
    this.conflicts = conflicts;
    this.wait = wait;
  }

  /**
   * A refusal that was to be waited for, in a transaction in which nobody may wait.
   *
   * @param wait how long it was to be waited for by whoever can roll back and do it again
   */
  public static ConflictException withinTransaction(Conflicts conflicts, Duration wait) {
    return new ConflictException(conflicts, wait);
  }

  /** The records that are held, and by whom. */
  public Conflicts conflicts() {
    return conflicts;
  }

  /**
   * How long this was to be waited for, if it could have been; empty where nobody said anything
   * about that.
   */
  public Optional<Duration> wantedWait() {
    return Optional.ofNullable(wait);
  }
}
