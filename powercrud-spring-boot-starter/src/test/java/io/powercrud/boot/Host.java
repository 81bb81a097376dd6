package io.powercrud.boot;

import example.library.BareApplication;
import io.micrometer.context.ContextRegistry;
import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.ResourceLoader;

/** An application of somebody's that has the starter, run as {@link SpringApplication} runs it. */
final class Host {

  private final Class<?>[] sources;
  private final Map<String, Object> properties = new LinkedHashMap<>();
  private String[] missing = {};

  private Host(Class<?>... sources) {
    this.sources = sources;
    properties.put("server.port", 0);
    properties.put("spring.main.banner-mode", "off");
    properties.put("spring.datasource.hikari.minimum-idle", 0);
    properties.put("spring.flyway.enabled", false);
    properties.put("spring.liquibase.enabled", false);
  }

  /** An application with an embedded database of its own that configures nothing else. */
  static Host bare() {
    return of(BareApplication.class);
  }

  /** An application of these classes with an embedded database of its own. */
  static Host of(Class<?>... sources) {
    return new Host(sources).with("spring.datasource.generate-unique-name", true);
  }

  /** ... on a database that creates our tables if it isn't embedded. */
  Host on(TestDatabase database) {
    return on(database.fresh())
        .with("powercrud.schema.initialize", "always")
        .with("spring.jpa.hibernate.ddl-auto", "update");
  }

  /** ... on the database at this address. */
  Host on(DatabaseAddress address) {
    properties.putAll(address.springProperties());
    return this;
  }

  /** ... with this property. */
  Host with(String property, Object value) {
    properties.put(property, value);
    return this;
  }

  /** ... that has excluded the modules which hold these packages. */
  Host without(String... packages) {
    ContextRegistry.getInstance(); // a static list of services, also of those that are hidden here
    missing = packages;
    return this;
  }

  /** Starts it as a web application where it has a web server, and as a plain one otherwise. */
  ConfigurableApplicationContext start() {
    return start(null);
  }

  /** Starts it as a plain application. */
  ConfigurableApplicationContext startWithoutWebServer() {
    return start(WebApplicationType.NONE);
  }

  private ConfigurableApplicationContext start(WebApplicationType type) {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = missing.length == 0 ? before : new FilteredClassLoader(missing);
    Thread.currentThread().setContextClassLoader(loader);
    try {
      ResourceLoader resources = new DefaultResourceLoader(loader);
      SpringApplicationBuilder builder =
          new SpringApplicationBuilder(resources, sources).properties(properties);
      if (type != null) {
        builder.web(type);
      }
      return builder.run();
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
