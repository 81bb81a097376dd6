package io.powercrud.database;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The databases that tests run on, each with one server per JVM that starts when it is first asked
 * for and stops with the JVM.
 *
 * <p>A server that cannot start fails every test that asks for it: nothing is skipped. All sessions
 * run in {@value #SESSION_ZONE} and the JVM in yet another zone, so that a time which is not
 * written as UTC shows.
 */
public enum TestDatabase {
  H2(new H2Server()),
  POSTGRESQL(new PostgresServer()),
  MARIADB(new MariaDbServer());

  static final String SESSION_ZONE = "Asia/Kolkata";
  static final String SESSION_OFFSET = "+05:30";

  private static final AtomicInteger COUNTER = new AtomicInteger();

  @SuppressWarnings("ImmutableEnumChecker") // the one thing that changes: a server starts once
  private final DatabaseServer server;

  TestDatabase(DatabaseServer server) {
    this.server = server;
  }

  /**
   * Creates an empty database that no other test knows.
   *
   * @throws IllegalStateException if this database's server could not be started
   */
  public DatabaseAddress fresh() {
    return server.createDatabase("test_" + COUNTER.incrementAndGet());
  }

  /**
   * Stops the server that tests of this JVM share, until {@link #resume()}; the caller sees to it
   * that this follows.
   *
   * @throws UnsupportedOperationException for H2, which is in this JVM
   */
  public void halt() {
    server.halt();
  }

  /**
   * Ends the connections to this database and has the server refuse new ones, until {@link #admit};
   * the caller sees to it that this follows.
   *
   * @throws UnsupportedOperationException for H2, which is in this JVM
   */
  public void refuse(DatabaseAddress database) throws SQLException {
    server.refuse(database);
  }

  /** Has the server take connections to this database again. */
  public void admit(DatabaseAddress database) throws SQLException {
    server.admit(database);
  }

  /** Starts the server again, with all that was committed, and returns when it answers. */
  public void resume() {
    server.resume();
  }
}
