package io.powercrud.conflict;

/**
 * The refusal of a reservation, because another transaction is reserving the same records at this
 * moment; trying again helps.
 */
public final class BusyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A refusal for the given reason. */
  public BusyException(String reason) {
    super(reason + " Try again.");
  }
}
