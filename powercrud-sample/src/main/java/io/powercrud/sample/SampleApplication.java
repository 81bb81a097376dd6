package io.powercrud.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * The library catalogue: authors, genres, books and profiles on PowerCRUD, as a server or, with
 * {@code --sample.run=}, as a command that comes to an end.
 */
@SpringBootApplication
class SampleApplication {

  public static void main(String[] args) {
    ConfigurableApplicationContext context = start(args);
    if (isCommand(args)) {
      System.exit(SpringApplication.exit(context));
    }
  }

  /** Starts the server, or runs the command to its end. */
  static ConfigurableApplicationContext start(String... args) {
    SpringApplication application = new SpringApplication(SampleApplication.class);
    if (isCommand(args)) {
      application.setWebApplicationType(WebApplicationType.NONE);
    }
    return application.run(args);
  }

  private static boolean isCommand(String... args) {
    return new SimpleCommandLinePropertySource(args).containsProperty("sample.run");
  }
}
