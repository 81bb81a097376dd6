package io.powercrud.sample.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of this machine that keeps its data in a directory. The first application that needs
 * it starts it, others join, and the last one to go stops it.
 */
final class LocalPostgres implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LocalPostgres.class);
  private static final String USER = "postgres";
  private static final String DATABASE = "postgres";
  private static final int LINE_OF_PORT = 3;

  private final Path home;
  private final Path cluster;
  private final PostgresBinaries binaries;
  private final int port;

  /**
   * A PostgreSQL below the given directory, which is running when this returns.
   *
   * @throws IOException if it could not be started
   */
  LocalPostgres(Path home) throws IOException {
    this.home = Files.createDirectories(home).toAbsolutePath();
    cluster = this.home.resolve("cluster");
    try (FileChannel channel = openLockFile();
        FileLock alone = channel.lock()) {
      binaries = PostgresBinaries.unpackedAt(this.home.resolve("programs"));
      if (!isRunning()) {
        start();
      }
      port = Integer.parseInt(Files.readAllLines(pidFile()).get(LINE_OF_PORT));
    }
    log.info("PostgreSQL runs on port {} with its data in {}", port, cluster);
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:%d/%s?reWriteBatchedInserts=true".formatted(port, DATABASE);
  }

  String user() {
    return USER;
  }

  /** Stops the server unless somebody else is connected. */
  @Override
  public void close() throws IOException, SQLException {
    try (FileChannel channel = openLockFile();
        FileLock alone = channel.lock()) {
      if (isRunning() && !hasOtherClients()) {
        run("pg_ctl", "stop", "-D", cluster.toString(), "-m", "fast", "-w");
      }
    }
  }

  private FileChannel openLockFile() throws IOException {
    return FileChannel.open(
        home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private Path pidFile() {
    return cluster.resolve("postmaster.pid");
  }

  private boolean isRunning() throws IOException {
    return Files.exists(pidFile())
        && call("pg_ctl", "status", "-D", cluster.toString()).exitCode() == 0;
  }

  private void start() throws IOException {
    if (!Files.exists(cluster.resolve("PG_VERSION"))) {
      log.info("Creating a PostgreSQL database in {}", cluster);
      run(
          "initdb",
          "-D",
          cluster.toString(),
          "-U",
          USER,
          "-A",
          "trust",
          "-E",
          "UTF8",
          "--locale=C");
    }
    run(
        "pg_ctl",
        "start",
        "-D",
        cluster.toString(),
        "-w",
        "-l",
        home.resolve("log").toString(),
        "-o",
        "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=".formatted(freePort()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static final String OTHER_CLIENTS =
      """
      select count(*) from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()
      """;

  private boolean hasOtherClients() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(), USER, "");
        ResultSet count = connection.createStatement().executeQuery(OTHER_CLIENTS)) {
      count.next();
      return count.getInt(1) > 0;
    }
  }

  private record Call(int exitCode, String output) {}

  private void run(String program, String... arguments) throws IOException {
    Call call = call(program, arguments);
    if (call.exitCode() != 0) {
      throw new IOException(
          "PostgreSQL's %s failed with exit code %d: %s"
              .formatted(program, call.exitCode(), call.output()));
    }
  }

  private Call call(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "--user"));
    }
    command.add(binaries.program(program));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(home, program, ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("PostgreSQL's %s didn't come to an end".formatted(program));
      }
      return new Call(process.exitValue(), Files.readString(output).strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while PostgreSQL's %s ran".formatted(program), e);
    } finally {
      Files.delete(output);
    }
  }
}
