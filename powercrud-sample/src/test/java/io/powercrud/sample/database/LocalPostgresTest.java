package io.powercrud.sample.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresTest {

  @TempDir private Path home;

  @Test
  @DisplayName("What was written is there again after the server was stopped and started")
  void keepsItsData() throws Exception {
    try (LocalPostgres postgres = new LocalPostgres(home);
        Connection connection = connect(postgres)) {
      connection.createStatement().execute("create table shelf as select 42 as number");
      connection.close();
    }

    try (LocalPostgres postgres = new LocalPostgres(home);
        Connection connection = connect(postgres);
        ResultSet shelf = connection.createStatement().executeQuery("select number from shelf")) {
      shelf.next();
      assertThat(shelf.getInt(1)).isEqualTo(42);
      connection.close();
    }
  }

  @Test
  @DisplayName("A second application joins the server, and the last one to go stops it")
  void isShared() throws Exception {
    LocalPostgres first = new LocalPostgres(home);
    LocalPostgres second = new LocalPostgres(home);
    assertThat(second.url()).isEqualTo(first.url());

    try (Connection ofSecond = connect(second)) {
      first.close();
      assertThat(ofSecond.isValid(1)).isTrue();
    }
    second.close();

    assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connect(second));
  }

  private static Connection connect(LocalPostgres postgres) throws SQLException {
    return DriverManager.getConnection(postgres.url(), postgres.user(), "");
  }
}
