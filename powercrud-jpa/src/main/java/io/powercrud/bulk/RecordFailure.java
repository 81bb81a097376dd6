package io.powercrud.bulk;

/** Carries out of a transaction which of its records could not be changed. */
final class RecordFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int index;
  private final transient Throwable reason;

  /**
   * A failure of the record at this place.
   *
   * @param index its place among the targets of the transaction
   * @param reason what was thrown
   */
  RecordFailure(int index, Throwable reason) {
    super(reason);
    this.index = index;
    this.reason = reason;
  }

  int index() {
    return index;
  }

  Throwable reason() {
    return reason;
  }
}
