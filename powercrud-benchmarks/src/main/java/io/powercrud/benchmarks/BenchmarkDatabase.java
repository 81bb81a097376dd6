package io.powercrud.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A PostgreSQL of its own that keeps what it has committed, as a server does by default. */
final class BenchmarkDatabase implements AutoCloseable {

  private final EmbeddedPostgres server;

  BenchmarkDatabase() {
    try {
      server =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on")
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("The PostgreSQL of the benchmarks did not start", e);
    }
    requireDurable();
  }

  private void requireDurable() {
    JdbcClient jdbc = JdbcClient.create(dataSource());
    for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
      String value = jdbc.sql("SHOW " + setting).query(String.class).single();
      if (!value.equals("on")) {
        throw new IllegalStateException(
            "Benchmarks need the default durability, but %s is %s".formatted(setting, value));
      }
    }
  }

  private DataSource dataSource() {
    return server.getPostgresDatabase();
  }

  String url() {
    return server.getJdbcUrl("postgres", "postgres");
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The PostgreSQL of the benchmarks did not stop", e);
    }
  }
}
