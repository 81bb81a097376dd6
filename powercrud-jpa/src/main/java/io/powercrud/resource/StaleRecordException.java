package io.powercrud.resource;

/** The refusal of a write that was meant for another version of a record than it has now. */
public final class StaleRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient RecordView current;

  StaleRecordException(RecordView current) {
    super("Record %s has version %s now".formatted(current.id(), current.version()));
    this.current = current;
  }

  /** The record as it is now. */
  public RecordView current() {
    return current;
  }
}
