package io.powercrud.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** An embedded PostgreSQL 18. */
class PostgresServer extends ProcessServer {

  private @Nullable EmbeddedPostgres process;
  private @Nullable ProcessHandle running;
  private List<String> command = List.of();

  PostgresServer() {
    super("Embedded PostgreSQL");
  }

  @Override
  void start() throws IOException {
    process = EmbeddedPostgres.builder().setPGStartupWait(START_TIMEOUT).start();
    running = postmaster(process);
    command = commandOf(running);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> running.destroy()));
  }

  /** The server itself: the process that started it has ended. */
  private static ProcessHandle postmaster(EmbeddedPostgres server) throws IOException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW data_directory")) {
      row.next();
      String pid = Files.readAllLines(Path.of(row.getString(1), "postmaster.pid")).get(0);
      return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    } catch (SQLException e) {
      throw new IOException("PostgreSQL does not say where its data is", e);
    }
  }

  /** What started the server; as root it runs in a user's name space of its own. */
  private static List<String> commandOf(ProcessHandle server) {
    List<String> command = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(server.info().command().orElseThrow());
    command.addAll(List.of(server.info().arguments().orElseThrow()));
    return command;
  }

  /** Ends all sessions at once, as an immediate restart of the service does. */
  @Override
  public void halt() {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(running.pid())).start().waitFor();
      running.onExit().get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("PostgreSQL was not stopped", e);
    }
  }

  @Override
  public void resume() {
    try {
      running =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .toHandle();
      awaitConnections();
    } catch (Exception e) {
      throw new IllegalStateException("PostgreSQL was not started again", e);
    }
  }

  @Override
  public void refuse(DatabaseAddress database) throws SQLException {
    String name = nameOf(database);
    maintain("ALTER DATABASE %s ALLOW_CONNECTIONS FALSE".formatted(name));
    maintain(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
            .formatted(name));
  }

  @Override
  public void admit(DatabaseAddress database) throws SQLException {
    maintain("ALTER DATABASE %s ALLOW_CONNECTIONS TRUE".formatted(nameOf(database)));
  }

  private static String nameOf(DatabaseAddress database) {
    return database.url().replaceAll(".*/(\\w+).*", "$1");
  }

  private void maintain(String sql) throws SQLException {
    DataSource maintenance = address(maintenanceDatabase()).unpooled();
    try (Connection connection = maintenance.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
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
