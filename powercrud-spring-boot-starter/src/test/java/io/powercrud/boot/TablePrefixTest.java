package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManagerFactory;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

class TablePrefixTest {

  @Test
  void theStoresAndHibernateUseTheTablesWithTheConfiguredPrefix() {
    try (ConfigurableApplicationContext application =
        Host.bare().with("powercrud.schema.table-prefix", "pc_").start()) {
      Long byHibernate =
          application
              .getBean(EntityManagerFactory.class)
              .callInTransaction(
                  entityManager ->
                      entityManager
                          .createQuery("select count(*) from PowercrudRecord", Long.class)
                          .getSingleResult());
      Long byJdbc =
          JdbcClient.create(application.getBean(DataSource.class))
              .sql("SELECT COUNT(*) FROM pc_record")
              .query(Long.class)
              .single();

      assertThat(byHibernate).isEqualTo(byJdbc).isZero();
    }
  }
}
