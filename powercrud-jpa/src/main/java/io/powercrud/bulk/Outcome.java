package io.powercrud.bulk;

/** What became of one record of a bulk operation. */
public enum Outcome {
  /** It was changed or deleted. */
  CHANGED('C'),
  /** It was already as it was to become. */
  UNCHANGED('U'),
  /** It could not be changed. */
  FAILED('F'),
  /** It was not tried: missing, out of the caller's scope, or held by another task. */
  SKIPPED('S');

  private final char code;

  Outcome(char code) {
    this.code = code;
  }

  /** The character by which it is stored. */
  String code() {
    return String.valueOf(code);
  }

  static Outcome ofCode(String code) {
    for (Outcome outcome : values()) {
      if (outcome.code().equals(code)) {
        return outcome;
      }
    }
    throw new IllegalArgumentException("'%s' stands for no outcome".formatted(code));
  }
}
