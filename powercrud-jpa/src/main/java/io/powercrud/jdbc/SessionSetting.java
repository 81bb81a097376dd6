package io.powercrud.jdbc;

import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A limit that a session has, which is set for a while and put back afterwards.
 *
 * @param read the query for its value
 * @param write the statement that sets it to its one parameter
 * @param value how the database wants a duration to be given
 * @param endsWithTransaction whether the database puts it back by itself when the transaction ends
 */
record SessionSetting(
    String read, String write, Function<Duration, Object> value, boolean endsWithTransaction) {

  /** Sets the limit for the rest of the transaction, where the database puts it back by itself. */
  void setUntilEnd(JdbcTemplate jdbc, Duration limit) {
    if (!endsWithTransaction) {
      throw new IllegalStateException("The session would keep what it is given by: " + write);
    }
    restore(jdbc, value.apply(limit));
  }

  /** Sets the limit, and gives what it was before. */
  Object set(JdbcTemplate jdbc, Duration limit) {
    Object before = jdbc.queryForObject(read, Object.class);
    if (before == null) {
      throw new IllegalStateException("The session has no value for: " + read);
    }
    restore(jdbc, value.apply(limit));
    return before;
  }

  /** Puts back what the limit was before. */
  void restore(JdbcTemplate jdbc, Object before) {
    jdbc.execute(
        write,
        (PreparedStatement statement) -> {
          statement.setObject(1, before);
          return statement.execute();
        });
  }
}
