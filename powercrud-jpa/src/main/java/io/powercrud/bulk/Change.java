package io.powercrud.bulk;

import java.util.List;

/**
 * One change that a bulk update makes to each of its records.
 *
 * @param kind what is done to the field
 * @param field the name of the field
 * @param values the text forms of the values: one to be set, any number to be added, removed or
 *     left as the only ones, none to clear
 */
public record Change(Kind kind, String field, List<String> values) {

  /** What is done to a field. */
  public enum Kind {
    /** It gets this value. */
    SET,
    /** It gets no value, or none of its values is left. */
    CLEAR,
    /** These values are there besides those that were. */
    ADD,
    /** These values are not there any more. */
    REMOVE,
    /** These values are the only ones. */
    REPLACE
  }

  /** A change with the given values. */
  public Change {
    values = List.copyOf(values);
  }
}
