package io.powercrud.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The databases that this library knows. */
enum DatabaseKind {
  H2(new H2Dialect()),
  POSTGRESQL(new PostgresDialect()),
  MARIADB(new MariaDbDialect());

  @SuppressWarnings("ImmutableEnumChecker") // no dialect has anything that changes
  private final Dialect dialect;

  DatabaseKind(Dialect dialect) {
    this.dialect = dialect;
  }

  Dialect dialect() {
    return dialect;
  }

  /**
   * The kind of the database behind the data source.
   *
   * @throws IllegalStateException if it is none of these
   */
  static DatabaseKind of(DataSource dataSource) {
    String product = describe(dataSource, DatabaseMetaData::getDatabaseProductName);
    for (DatabaseKind kind : values()) {
      if (kind.name().equalsIgnoreCase(product)) {
        return kind;
      }
    }
    throw new IllegalStateException(
        "PowerCRUD works on H2, PostgreSQL and MariaDB, but this database says it is %s"
            .formatted(product));
  }

  /** Whether this database lives in this process. */
  boolean isEmbedded(DataSource dataSource) {
    return this == H2
        && !describe(dataSource, DatabaseMetaData::getURL).matches("jdbc:h2:(tcp|ssl):.*");
  }

  private static String describe(DataSource dataSource, Description description) {
    return new JdbcTemplate(dataSource)
        .<String>execute((Connection connection) -> description.of(connection.getMetaData()));
  }

  @FunctionalInterface
  private interface Description {
    String of(DatabaseMetaData metaData) throws java.sql.SQLException;
  }
}
