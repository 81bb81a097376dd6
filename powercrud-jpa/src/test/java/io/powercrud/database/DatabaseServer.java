package io.powercrud.database;

/** A server that makes empty databases; starts on the first call. Thread-safe. */
interface DatabaseServer {

  DatabaseAddress createDatabase(String name);
}
