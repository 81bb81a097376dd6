package io.powercrud.sample;

import io.powercrud.database.DatabaseAddress;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The sample as a process of its own would be: started with arguments, reached through its port.
 */
public final class RunningLibrary implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  private RunningLibrary(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts the sample on this database, at any free port. */
  public static RunningLibrary start(DatabaseAddress database, String... arguments) {
    List<String> all = with(database, arguments);
    all.add("--server.port=0");
    return new RunningLibrary(SampleApplication.start(all.toArray(String[]::new)));
  }

  /** Runs a command of the sample on this database, and gives its exit code. */
  public static int command(DatabaseAddress database, String... arguments) {
    return SpringApplication.exit(
        SampleApplication.start(with(database, arguments).toArray(String[]::new)));
  }

  private static List<String> with(DatabaseAddress database, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    database.springProperties().forEach((name, value) -> all.add("--%s=%s".formatted(name, value)));
    return all;
  }

  /** The address of its first page, with a slash at the end. */
  public String address() {
    int port = ((WebServerApplicationContext) context).getWebServer().getPort();
    return "http://localhost:%d/".formatted(port);
  }

  @Override
  public void close() {
    context.close();
  }
}
