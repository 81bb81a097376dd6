package io.powercrud.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.database.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

class SchemaInitializerTest {

  private static final Set<String> TABLES =
      Set.of(
          "task",
          "fence",
          "children",
          "cursor",
          "progress",
          "record",
          "outcome",
          "exclusive",
          "wait",
          "queue",
          "pause");

  @ParameterizedTest
  @EnumSource
  void tablesAreCreatedWithTheirPrefixAndTheSecondTimeLeftAsTheyAre(TestDatabase database) {
    try (HikariDataSource dataSource = database.fresh().openPool()) {
      SchemaInitializer schema = new SchemaInitializer(dataSource, new TablePrefix("lib_pc_"));
      assertThat(schema.isInitialized()).isFalse();

      assertThat(schema.initialize(SchemaInitialization.ALWAYS)).isTrue();
      new JdbcTemplate(dataSource).update("INSERT INTO lib_pc_fence VALUES ('key', 3)");
      assertThat(schema.initialize(SchemaInitialization.ALWAYS)).isTrue();

      assertThat(schema.isInitialized()).isTrue();
      assertThat(tables(dataSource, "lib_pc_")).isEqualTo(TABLES);
      assertThat(new JdbcTemplate(dataSource).queryForList("SELECT * FROM lib_pc_fence"))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nodesThatStartTogetherAllFindTheTables(TestDatabase database) throws Exception {
    ExecutorService nodes = Executors.newFixedThreadPool(4);
    try (HikariDataSource dataSource = database.fresh().openPool()) {
      SchemaInitializer schema = new SchemaInitializer(dataSource, TablePrefix.DEFAULT);

      for (Future<Boolean> node :
          IntStream.range(0, 4)
              .mapToObj(n -> nodes.submit(() -> schema.initialize(SchemaInitialization.ALWAYS)))
              .toList()) {
        assertThat(node.get(60, TimeUnit.SECONDS)).isTrue();
      }

      assertThat(tables(dataSource, "powercrud_")).isEqualTo(TABLES);
    } finally {
      nodes.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource
  void tablesAreCreatedByThemselvesInAnEmbeddedDatabaseAlone(TestDatabase database) {
    try (HikariDataSource dataSource = database.fresh().openPool()) {
      SchemaInitializer schema = new SchemaInitializer(dataSource, TablePrefix.DEFAULT);

      assertThat(schema.initialize(SchemaInitialization.NEVER)).isFalse();
      assertThat(schema.initialize(SchemaInitialization.EMBEDDED))
          .isEqualTo(database == TestDatabase.H2);
      assertThat(schema.isInitialized()).isEqualTo(database == TestDatabase.H2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1st_", "a-b", "a.b", "x; DROP TABLE y", "a23456789012345678901234567890_"})
  void textThatCantBeginTheNameOfATableIsNoPrefix(String text) {
    assertThatThrownBy(() -> new TablePrefix(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void prefixIsPutInAllPlaces() {
    assertThatCode(() -> new TablePrefix("A_1")).doesNotThrowAnyException();
    assertThat(TablePrefix.DEFAULT.in("${prefix}a, ${prefix}b"))
        .isEqualTo("powercrud_a, powercrud_b");
  }

  private static Set<String> tables(DataSource dataSource, String prefix) {
    return new JdbcTemplate(dataSource)
        .execute(
            (ConnectionCallback<Set<String>>)
                connection -> {
                  Set<String> names = new TreeSet<>();
                  try (ResultSet tables = tablesOf(connection)) {
                    while (tables.next()) {
                      String name = tables.getString("TABLE_NAME").toLowerCase(Locale.ROOT);
                      if (name.startsWith(prefix)) {
                        names.add(name.substring(prefix.length()));
                      }
                    }
                  }
                  return names;
                });
  }

  private static ResultSet tablesOf(Connection connection) throws SQLException {
    return connection
        .getMetaData()
        .getTables(
            connection.getCatalog(),
            connection.getSchema(),
            "%",
            new String[] {"TABLE", "BASE TABLE"});
  }
}
