package io.powercrud.boot;

import io.powercrud.jdbc.SchemaInitialization;
import io.powercrud.jdbc.SchemaInitializer;
import javax.sql.DataSource;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;

/** Creates the tables where the settings say so, before anything needs them. */
final class SchemaAtStart implements InitializingBean {

  private final DataSource dataSource;
  private final SchemaInitializer initializer;
  private final SchemaInitialization when;

  SchemaAtStart(DataSource dataSource, SchemaInitializer initializer, SchemaInitialization when) {
    this.dataSource = dataSource;
    this.initializer = initializer;
    this.when = when;
  }

  @Override
  public void afterPropertiesSet() {
    if (when == SchemaInitialization.ALWAYS
        || (when == SchemaInitialization.EMBEDDED
            && EmbeddedDatabaseConnection.isEmbedded(dataSource))) {
      initializer.initialize(SchemaInitialization.ALWAYS);
    }
  }

  /**
   * Demands that the tables are there, whoever created them.
   *
   * @throws InvalidConfigurationPropertyValueException if they are missing
   */
  void requireTables() {
    if (!initializer.isInitialized()) {
      throw new InvalidConfigurationPropertyValueException(
          "powercrud.schema.initialize",
          when,
          "The tables of PowerCRUD are missing in the database. Set it to 'always' to have them created at start, or run the file of your database below powercrud/schema/v1 in the jar of powercrud-jpa with Flyway, Liquibase or by hand. With powercrud.tasks.enabled=false the application starts without them");
    }
  }
}
