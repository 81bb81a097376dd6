package io.powercrud.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Where a test's database is and how a session on it begins.
 *
 * @param sessionSql what every new connection runs first, or null
 */
public record DatabaseAddress(
    String url, String username, String password, @Nullable String sessionSql) {

  private static final int DEFAULT_POOL_SIZE = 10;

  /** Opens a pool of ten connections, none of them kept while idle; the caller closes it. */
  public HikariDataSource openPool() {
    return openPool(DEFAULT_POOL_SIZE);
  }

  /** Opens a pool, none of its connections kept while idle; the caller closes it. */
  public HikariDataSource openPool(int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(username);
    config.setPassword(password);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(0);
    if (sessionSql != null) {
      config.setConnectionInitSql(sessionSql);
    }
    return new HikariDataSource(config);
  }

  /** The same database, for sessions that begin with this. */
  public DatabaseAddress withSessionSql(String newSessionSql) {
    return new DatabaseAddress(url, username, password, newSessionSql);
  }

  /**
   * Opens a new connection per call, without the {@link #sessionSql()}: for looking on from
   * outside.
   */
  public DataSource unpooled() {
    return new DriverManagerDataSource(url, username, password);
  }

  /** The properties that point a Spring Boot application at this database. */
  public Map<String, String> springProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("spring.datasource.url", url);
    properties.put("spring.datasource.username", username);
    properties.put("spring.datasource.password", password);
    properties.put("spring.datasource.hikari.minimum-idle", "0");
    if (sessionSql != null) {
      properties.put("spring.datasource.hikari.connection-init-sql", sessionSql);
    }
    return properties;
  }
}
