package io.powercrud.bulk;

import jakarta.validation.ConstraintViolation;
import java.util.Set;

/** Says that a record would not be valid, before anything of it was saved. */
final class InvalidRecordException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  InvalidRecordException(Set<? extends ConstraintViolation<?>> violations) {
    super(FailureReason.ofViolations(violations));
    this.reason = FailureReason.ofViolations(violations);
  }

  String reason() {
    return reason;
  }
}
