package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class ControlDataSourceTest {

  private static final Duration LEASE = Duration.ofSeconds(7);

  private final DatabaseAddress address = TestDatabase.POSTGRESQL.fresh();

  @Test
  void itsConnectionsAreOfTheSameDatabaseAndBesideThoseOfTheApplication() throws SQLException {
    try (HikariDataSource application = address.openPool(1);
        Connection taken = application.getConnection();
        ControlDataSource control =
            ControlDataSource.beside(application, 2, Duration.ofSeconds(5), LEASE)) {

      JdbcClient database = JdbcClient.create(control.dataSource());

      assertThat(database.sql("SELECT current_database()").query(String.class).single())
          .isEqualTo(taken.getCatalog());
      assertThat(database.sql("SHOW TIME ZONE").query(String.class).single())
          .isEqualTo("Asia/Kolkata");
    }
  }

  @Test
  void itsConnectionsCommitByThemselvesWhateverTheApplicationsDo() throws SQLException {
    HikariConfig settings = new HikariConfig();
    settings.setJdbcUrl(address.url());
    settings.setUsername(address.username());
    settings.setPassword(address.password());
    settings.setAutoCommit(false);
    settings.setReadOnly(true);
    settings.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
    try (HikariDataSource application = new HikariDataSource(settings);
        ControlDataSource control =
            ControlDataSource.beside(application, 2, Duration.ofSeconds(5), LEASE);
        Connection connection = control.dataSource().getConnection()) {

      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(connection.isReadOnly()).isFalse();
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POSTGRESQL, SELECT setting FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout', 7000",
    "MARIADB, SELECT @@SESSION.idle_transaction_timeout, 7"
  })
  void theServerEndsItsTransactionsWhenANodeFreezesInThemForALease(
      TestDatabase database, String limit, long expected) {
    try (HikariDataSource application = database.fresh().openPool(1);
        ControlDataSource control =
            ControlDataSource.beside(application, 2, Duration.ofSeconds(5), LEASE)) {

      assertThat(JdbcClient.create(control.dataSource()).sql(limit).query(Long.class).single())
          .isEqualTo(expected);
      assertThat(JdbcClient.create(application).sql(limit).query(Long.class).single()).isZero();
    }
  }

  @Test
  void aPoolOfOurOwnIsClosedAndOneThatWasGivenIsNot() {
    try (HikariDataSource application = address.openPool(1)) {
      ControlDataSource own =
          ControlDataSource.beside(application, 2, Duration.ofSeconds(5), LEASE);
      HikariDataSource ownPool = (HikariDataSource) own.dataSource();

      own.close();
      ControlDataSource.of(application).close();

      assertThat(ownPool.isClosed()).isTrue();
      assertThat(application.isClosed()).isFalse();
    }
  }

  @Test
  void aSourceThatIsNoHikariPoolIsShared() {
    DataSource application = address.unpooled();

    ControlDataSource control =
        ControlDataSource.beside(application, 2, Duration.ofSeconds(5), LEASE);

    assertThat(control.dataSource()).isSameAs(application);
  }
}
