package io.powercrud.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.datasource.init.ScriptException;

/**
 * Creates the tables of this library from the schema file of the database, where they are missing.
 *
 * <p>The files stand below {@code powercrud/schema/v1} in the jar, for migration tools too; {@code
 * ${prefix}} stands in them for the prefix of the tables.
 */
public final class SchemaInitializer {

  private static final Logger log = LoggerFactory.getLogger(SchemaInitializer.class);

  private final DataSource dataSource;
  private final TablePrefix prefix;

  /** An initializer of the database behind the data source. */
  public SchemaInitializer(DataSource dataSource, TablePrefix prefix) {
    this.dataSource = dataSource;
    this.prefix = prefix;
  }

  /**
   * Creates what is missing, if that is to be done on this database.
   *
   * @return whether the schema file was run
   * @throws IllegalStateException if the database is none that this library knows
   * @throws ScriptException if the database refused a statement
   */
  public boolean initialize(SchemaInitialization when) {
    if (when == SchemaInitialization.NEVER) {
      return false;
    }
    DatabaseKind kind = DatabaseKind.of(dataSource);
    if (when == SchemaInitialization.EMBEDDED && !kind.isEmbedded(dataSource)) {
      return false;
    }
    String script = script(kind);
    try {
      run(script);
    } catch (DataAccessException e) {
      retryAfterAnotherNode(script, e);
    }
    log.info("The tables {}* are in place", prefix);
    return true;
  }

  /** Two nodes that start together may both find a table missing; the later one then finds it. */
  private void retryAfterAnotherNode(String script, DataAccessException first) {
    try {
      run(script);
    } catch (DataAccessException e) {
      e.addSuppressed(first);
      throw e;
    }
  }

  private void run(String script) {
    DatabasePopulatorUtils.execute(
        new ResourceDatabasePopulator(
            new ByteArrayResource(script.getBytes(StandardCharsets.UTF_8), "PowerCRUD's schema")),
        dataSource);
  }

  private String script(DatabaseKind kind) {
    ClassPathResource file =
        new ClassPathResource(
            "powercrud/schema/v1/schema-%s.sql".formatted(kind.name().toLowerCase(Locale.ROOT)));
    try {
      return prefix.in(file.getContentAsString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the tables are there already. */
  public boolean isInitialized() {
    try {
      new JdbcTemplate(dataSource)
          .queryForList(prefix.in("SELECT 1 FROM ${prefix}task WHERE 1 = 0"));
      return true;
    } catch (DataAccessException e) {
      return false;
    }
  }
}
