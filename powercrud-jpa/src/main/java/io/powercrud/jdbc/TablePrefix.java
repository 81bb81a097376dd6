package io.powercrud.jdbc;

import java.util.regex.Pattern;

/**
 * What the names of all tables of this library begin with.
 *
 * @param value a letter, and then at most 29 letters, digits and underscores
 */
public record TablePrefix(String value) {

  private static final Pattern SHAPE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,29}");
  private static final String PLACEHOLDER = "${prefix}";

  /** The prefix unless another one is configured. */
  public static final TablePrefix DEFAULT = new TablePrefix("powercrud_");

  /**
   * A prefix with the given text.
   *
   * @throws IllegalArgumentException if the text can't begin the name of a table
   */
  public TablePrefix {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no prefix for tables: it takes a letter, and then at most 29 letters, digits and underscores"
              .formatted(value));
    }
  }

  /** The statement with this prefix in all places of {@code ${prefix}}. */
  public String in(String sql) {
    return sql.replace(PLACEHOLDER, value);
  }

  @Override
  public String toString() {
    return value;
  }
}
