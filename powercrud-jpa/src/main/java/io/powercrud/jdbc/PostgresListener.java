package io.powercrud.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection of this node on which PostgreSQL tells of releases. It is open only while a
 * task of this node waits: such a task has none of the control pool's connections in its hands, so
 * there is one to spare. Thread-safe.
 *
 * <p>A connection that is lost is opened again; until then, and where the driver or a pooler in
 * between can't listen, waiters look by themselves.
 */
final class PostgresListener {

  private static final Logger log = LoggerFactory.getLogger(PostgresListener.class);
  private static final int LOOK_UP_MILLIS = 500;
  private static final long PAUSE_MILLIS = 500;

  private final DataSource connections;
  private final String channel;
  private boolean running;
  private volatile boolean connected;
  private volatile boolean impossible;

  /** A listener over our own connections, on this channel. */
  PostgresListener(DataSource connections, String channel) {
    this.connections = connections;
    this.channel = channel;
  }

  boolean isConnected() {
    return connected;
  }

  /** Listens from now on as long as one of the bells is open. */
  synchronized void listenFor(Bells bells) {
    if (!running && !impossible) {
      running = true;
      Thread thread = new Thread(() -> listenWhileOpen(bells), "powercrud-listener");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void listenWhileOpen(Bells bells) {
    while (isStillNeeded(bells)) {
      try (Connection connection = connections.getConnection()) {
        listen(connection, bells);
      } catch (SQLException e) {
        log.info("Lost the connection that tells of releases: {}", e.toString());
        connected = false;
        bells.ringAll();
        pause();
      }
    }
  }

  private synchronized boolean isStillNeeded(Bells bells) {
    running = bells.areOpen() && !impossible;
    return running;
  }

  private void listen(Connection connection, Bells bells) throws SQLException {
    if (!connection.isWrapperFor(PGConnection.class)) {
      log.info("Waiting tasks look for releases by themselves: {} can't listen", connection);
      impossible = true;
      return;
    }
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + channel);
      bells.ringAll();
      connected = true;
      PGConnection postgres = connection.unwrap(PGConnection.class);
      while (bells.areOpen()) {
        for (PGNotification notification : postgres.getNotifications(LOOK_UP_MILLIS)) {
          bells.ring(notification.getParameter());
        }
      }
      connected = false;
      statement.execute("UNLISTEN " + channel);
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
