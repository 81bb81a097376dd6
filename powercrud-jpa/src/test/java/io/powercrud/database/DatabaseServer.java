package io.powercrud.database;

/** A server that makes empty databases; starts on the first call. Thread-safe. */
interface DatabaseServer {

  DatabaseAddress createDatabase(String name);

  /** Stops the server, as an operator would; its databases and their addresses stay. */
  default void halt() {
    throw new UnsupportedOperationException(this + " has no server that could be stopped");
  }

  /** Starts it again after that, and returns when it takes connections. */
  default void resume() {
    throw new UnsupportedOperationException(this + " has no server that could be started");
  }
}
