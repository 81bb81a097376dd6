package io.powercrud.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An embedded PostgreSQL 18. */
class PostgresServer extends ProcessServer {

  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

  private @Nullable EmbeddedPostgres process;

  PostgresServer() {
    super("Embedded PostgreSQL");
  }

  @Override
  void start() throws IOException {
    process = EmbeddedPostgres.builder().setPGStartupWait(START_TIMEOUT).start();
  }

  @Override
  DatabaseAddress address(String database) {
    String url = process.getJdbcUrl("postgres", database);
    return new DatabaseAddress(
        url, "postgres", "postgres", "SET TIME ZONE '%s'".formatted(TestDatabase.SESSION_ZONE));
  }

  @Override
  String maintenanceDatabase() {
    return "postgres";
  }
}
