package io.powercrud.database;

import java.sql.SQLException;

/** A server that makes empty databases; starts on the first call. Thread-safe. */
interface DatabaseServer {

  DatabaseAddress createDatabase(String name);

  /** Stops the server, as an operator would; its databases and their addresses stay. */
  default void halt() {
    throw new UnsupportedOperationException(this + " has no server that could be stopped");
  }

  /** Ends the connections to a database and takes no new ones. */
  default void refuse(DatabaseAddress database) throws SQLException {
    throw new UnsupportedOperationException(this + " has no server that could refuse connections");
  }

  /** Takes connections to it again. */
  default void admit(DatabaseAddress database) throws SQLException {
    throw new UnsupportedOperationException(this + " has no server that could take connections");
  }

  /** Starts it again after that, and returns when it takes connections. */
  default void resume() {
    throw new UnsupportedOperationException(this + " has no server that could be started");
  }
}
