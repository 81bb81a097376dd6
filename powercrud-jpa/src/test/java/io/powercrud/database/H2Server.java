package io.powercrud.database;

/** H2 in this JVM's memory; a database lives until the JVM ends. */
class H2Server implements DatabaseServer {

  @Override
  public DatabaseAddress createDatabase(String name) {
    String url =
        "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;TIME ZONE=%s".formatted(name, TestDatabase.SESSION_ZONE);
    return new DatabaseAddress(url, "sa", "", null);
  }
}
