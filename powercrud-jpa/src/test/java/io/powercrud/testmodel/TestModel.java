package io.powercrud.testmodel;

import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

/** Opens the test model on a database. */
public final class TestModel {
  private TestModel() {}

  /**
   * Creates the model's tables and opens an entity manager factory on them, as a host application
   * would; the caller closes it, which drops the tables.
   */
  public static EntityManagerFactory open(DataSource dataSource) {
    return open(dataSource, Map.of());
  }

  /**
   * The same with additional Hibernate settings.
   *
   * <p>Dates go to the driver as they are: by way of {@code java.sql.Date} they would shift by a
   * day between the zones of the JVM and the session.
   */
  public static EntityManagerFactory open(DataSource dataSource, Map<String, ?> settings) {
    return open(dataSource, settings, TestModel.class.getPackageName());
  }

  /** The same for the entities of another package. */
  public static EntityManagerFactory open(
      DataSource dataSource, Map<String, ?> settings, String entities) {
    LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
    factory.setDataSource(dataSource);
    factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
    factory.setPackagesToScan(entities);
    factory.setJpaPropertyMap(
        Map.of(
            "hibernate.hbm2ddl.auto", "create-drop",
            "hibernate.hbm2ddl.halt_on_error", "true",
            "hibernate.jdbc.batch_size", "100",
            "hibernate.type.java_time_use_direct_jdbc", "true",
            "hibernate.physical_naming_strategy",
                "org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl"));
    factory.getJpaPropertyMap().putAll(settings);
    factory.afterPropertiesSet();
    return factory.getObject();
  }
}
