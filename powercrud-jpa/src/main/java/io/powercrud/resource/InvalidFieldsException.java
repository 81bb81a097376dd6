package io.powercrud.resource;

import java.util.List;
import java.util.stream.Collectors;

/** The refusal of input whose fields are wrong; it names each of them, and nothing was changed. */
public final class InvalidFieldsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<FieldError> errors;

  /**
   * A refusal because of these errors.
   *
   * @param errors at least one
   * @throws IllegalArgumentException if there is no error
   */
  public InvalidFieldsException(List<FieldError> errors) {
    super(errors.stream().map(FieldError::toString).collect(Collectors.joining("; ")));
    if (errors.isEmpty()) {
      throw new IllegalArgumentException("A refusal names at least one field");
    }
    this.errors = List.copyOf(errors);
  }

  /** A refusal because of one field. */
  public InvalidFieldsException(String field, String message) {
    this(List.of(new FieldError(field, message)));
  }

  /** What is wrong, field by field; not empty. */
  public List<FieldError> errors() {
    return errors;
  }
}
