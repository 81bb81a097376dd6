package io.powercrud.resource;

import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Path;
import java.util.List;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;

/**
 * How an id, or one part of it, becomes text and comes back, in Java and in SQL alike.
 *
 * <p>Numbers are written in decimal, UUIDs in lower case, texts as they are; the parts of a
 * composite id are sorted by their names, escaped and joined with a colon.
 */
sealed interface IdEncoding permits BasicIdEncoding, CompositeIdEncoding {

  /** The text of an id; not null. */
  String encode(Object id);

  /**
   * The id that a text stands for.
   *
   * @throws InvalidValueException if no id has this text
   */
  Object decode(String text);

  /** Whether the database makes the same text of an id as {@link #encode} does, byte for byte. */
  boolean isSqlExact();

  /** Whether free text is in it, which may be of any length. */
  boolean isText();

  /** The text as the database makes it; only where {@link #isSqlExact}. */
  Expression<String> expression(Path<?> id, HibernateCriteriaBuilder builder);

  /** The columns of the id in the order of its parts: an id is compared and sorted by them. */
  List<Path<?>> columns(Path<?> id);

  /** How many columns the id has. */
  int columnCount();

  /** The values of those columns for one id. */
  List<Object> values(Object id);

  /** The id whose columns have these values. */
  Object ofValues(List<?> values);

  /**
   * The typed id of a raw one: a text, a number or an id.
   *
   * @throws InvalidValueException if it can't be one
   */
  Object read(Object raw);

  /** The id as a number, where it is one that every reader takes, and as its text otherwise. */
  Object json(Object id);
}
