package io.powercrud.web;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

/** Has H2 write down every change of a row, whoever makes it. */
public class AuditTrigger implements Trigger {

  private String table = "";

  @Override
  public void init(
      Connection connection,
      String schema,
      String trigger,
      String tableName,
      boolean before,
      int type) {
    table = tableName;
  }

  @Override
  public void fire(
      Connection connection,
      @Nullable Object @Nullable [] before,
      @Nullable Object @Nullable [] after)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO audit (what) VALUES (?)")) {
      insert.setString(1, table);
      insert.executeUpdate();
    }
  }
}
