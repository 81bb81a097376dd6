package io.powercrud.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.database.TestDatabase;
import io.powercrud.jdbc.SchemaInitialization;
import io.powercrud.jdbc.SchemaInitializer;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.testmodel.TestModel;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.hibernate.mapping.Table;
import org.hibernate.tool.schema.internal.DefaultSchemaFilter;
import org.hibernate.tool.schema.internal.DefaultSchemaFilterProvider;
import org.hibernate.tool.schema.spi.SchemaFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class FrozenRecordMappingTest {
  private static final String COUNT = "SELECT COUNT(*) FROM %srecord";
  private static final String FILL =
      "INSERT INTO %srecord (entity_type, record_id, root_key, task_key, scope, reserved_at)"
          + " VALUES ('Book', '1', 't', 't', 'R', LOCALTIMESTAMP)";

  private static long count(HikariDataSource dataSource, String prefix) {
    return JdbcClient.create(dataSource).sql(COUNT.formatted(prefix)).query(Long.class).single();
  }

  @ParameterizedTest
  @EnumSource
  void noSchemaToolOfHibernateTouchesTheTable(TestDatabase database) {
    try (HikariDataSource dataSource = database.fresh().openPool()) {
      new SchemaInitializer(dataSource, TablePrefix.DEFAULT)
          .initialize(SchemaInitialization.ALWAYS);
      JdbcClient.create(dataSource).sql(FILL.formatted("powercrud_")).update();

      TestModel.open(dataSource).close();
      EntityManagerFactory updated =
          TestModel.open(dataSource, Map.of("hibernate.hbm2ddl.auto", "update"));
      TestModel.open(dataSource, Map.of("hibernate.hbm2ddl.auto", "validate")).close();
      updated.getSchemaManager().truncate();
      updated.getSchemaManager().drop(false);
      updated.close();

      assertThat(count(dataSource, "powercrud_")).isEqualTo(1);
    }
  }

  @Test
  void theTableIsNotCreatedEither() {
    try (HikariDataSource dataSource = TestDatabase.H2.fresh().openPool();
        EntityManagerFactory factory = TestModel.open(dataSource)) {
      List<String> tables =
          JdbcClient.create(dataSource)
              .sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'")
              .query(String.class)
              .list();

      assertThat(tables).contains("BOOK").doesNotContain("POWERCRUD_RECORD");
      assertThat(factory.isOpen()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theConfiguredPrefixHoldsWhateverTheNamingStrategyMakesOfIt(TestDatabase database) {
    try (HikariDataSource dataSource = database.fresh().openPool()) {
      new SchemaInitializer(dataSource, new TablePrefix("bulk_"))
          .initialize(SchemaInitialization.ALWAYS);
      Map<String, Object> settings =
          Map.of(
              FrozenRecordMapping.TABLE_PREFIX,
              "bulk_",
              "hibernate.physical_naming_strategy",
              new TablesWithPrefix("t_"));
      JdbcClient.create(dataSource).sql(FILL.formatted("bulk_")).update();

      try (EntityManagerFactory factory = TestModel.open(dataSource, settings)) {
        Long held =
            factory.callInTransaction(
                entityManager ->
                    entityManager
                        .createQuery(
                            "select count(*) from %s".formatted(FrozenRecord.ENTITY_NAME),
                            Long.class)
                        .getSingleResult());

        assertThat(held).isEqualTo(1);
      }

      assertThat(count(dataSource, "bulk_")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void itsNamesAreNeitherQuotedNorRenamedWhereTheApplicationsAre(TestDatabase database) {
    try (HikariDataSource dataSource = database.fresh().openPool()) {
      new SchemaInitializer(dataSource, TablePrefix.DEFAULT)
          .initialize(SchemaInitialization.ALWAYS);
      JdbcClient.create(dataSource).sql(FILL.formatted("powercrud_")).update();
      Map<String, Object> settings =
          Map.of(
              "hibernate.globally_quoted_identifiers",
              true,
              "hibernate.physical_naming_strategy",
              new ColumnsWithPrefix("c_"));

      try (EntityManagerFactory factory = TestModel.open(dataSource, settings)) {
        List<String> held =
            factory.callInTransaction(
                entityManager ->
                    entityManager
                        .createQuery(
                            "select concat(r.taskKey, r.rootKey, r.recordId) from %s r"
                                .formatted(FrozenRecord.ENTITY_NAME),
                            String.class)
                        .getResultList());

        assertThat(held).containsExactly("tt1");
      }
    }
  }

  @Test
  void aSchemaFilterOfTheApplicationStaysInForce() {
    try (HikariDataSource dataSource = TestDatabase.H2.fresh().openPool();
        EntityManagerFactory factory =
            TestModel.open(
                dataSource,
                Map.of("hibernate.hbm2ddl.schema_filter_provider", new WithoutHolidays()))) {
      List<String> tables =
          JdbcClient.create(dataSource)
              .sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'")
              .query(String.class)
              .list();

      assertThat(tables).contains("BOOK").doesNotContain("HOLIDAY", "POWERCRUD_RECORD");
      assertThat(factory.isOpen()).isTrue();
    }
  }

  private static final class TablesWithPrefix extends PhysicalNamingStrategyStandardImpl {
    private final String prefix;

    TablesWithPrefix(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public Identifier toPhysicalTableName(Identifier name, JdbcEnvironment environment) {
      return Identifier.toIdentifier(prefix + name.getText().toLowerCase(Locale.ROOT));
    }
  }

  private static final class ColumnsWithPrefix extends PhysicalNamingStrategyStandardImpl {
    private final String prefix;

    ColumnsWithPrefix(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public Identifier toPhysicalColumnName(Identifier name, JdbcEnvironment environment) {
      return Identifier.toIdentifier(prefix + name.getText(), name.isQuoted());
    }
  }

  private static final class WithoutHolidays extends DefaultSchemaFilterProvider {
    @Override
    public SchemaFilter getCreateFilter() {
      return new DefaultSchemaFilter() {
        @Override
        public boolean includeTable(Table table) {
          return !table.getName().equals("holiday");
        }
      };
    }
  }
}
