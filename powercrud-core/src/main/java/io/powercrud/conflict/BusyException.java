package io.powercrud.conflict;

/**
 * The refusal of a reservation, because another transaction is reserving the same records at this
 * moment; trying again helps.
 */
public final class BusyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /** A refusal for the given reason. */
  public BusyException(String reason) {
    super(reason + " Try again.");
    this.reason = reason;
  }

  /** What was in the way, for people. */
  public String reason() {
    return reason;
  }
}
