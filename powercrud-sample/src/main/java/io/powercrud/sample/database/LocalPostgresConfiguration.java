package io.powercrud.sample.database;

import java.io.IOException;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Connects the application to a PostgreSQL of its own where it was not told of another one. */
@Configuration(proxyBeanMethods = false)
@Profile("postgres")
@ConditionalOnExpression("!environment.containsProperty('spring.datasource.url')")
class LocalPostgresConfiguration {

  @Bean
  LocalPostgres localPostgres() throws IOException {
    return new LocalPostgres(Path.of("data", "postgres"));
  }

  @Bean
  JdbcConnectionDetails localPostgresConnection(LocalPostgres postgres) {
    return new JdbcConnectionDetails() {
      @Override
      public String getJdbcUrl() {
        return postgres.url();
      }

      @Override
      public String getUsername() {
        return postgres.user();
      }

      @Override
      public String getPassword() {
        return "";
      }
    };
  }
}
