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
    boolean isCommand = new SimpleCommandLinePropertySource(args).containsProperty("sample.run");
    SpringApplication application = new SpringApplication(SampleApplication.class);
    if (isCommand) {
      application.setWebApplicationType(WebApplicationType.NONE);
    }
    ConfigurableApplicationContext context = application.run(args);
    if (isCommand) {
      System.exit(SpringApplication.exit(context));
    }
  }
}
