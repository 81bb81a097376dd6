package io.powercrud.boot;

import example.shop.ShopApplication;
import io.powercrud.database.DatabaseAddress;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/** A node of the shop in one of its releases, in a process of its own. */
final class ReleaseProcess implements AutoCloseable {

  private static final String PORT = "PORT ";

  private final Process process;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();

  private ReleaseProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "release-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a node that runs one task at a time; it may take a while to be ready. */
  static ReleaseProcess start(int release, DatabaseAddress address) throws IOException {
    String classPath =
        Path.of("target", "release" + release).toAbsolutePath()
            + File.pathSeparator
            + System.getProperty("java.class.path");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                ShopApplication.class.getName(),
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.flyway.enabled=false",
                "--spring.liquibase.enabled=false",
                "--spring.jpa.hibernate.ddl-auto=none",
                "--spring.jpa.open-in-view=false",
                "--spring.main.lazy-initialization=true",
                "--logging.level.root=warn",
                "--logging.level.io.powercrud=info",
                "--management.endpoint.health.show-details=always",
                "--powercrud.schema.initialize=never",
                "--powercrud.tasks.workers=1",
                "--powercrud.tasks.put-off=50ms",
                "--powercrud.tasks.poll-interval=100ms"));
    address
        .springProperties()
        .forEach((property, value) -> command.add("--%s=%s".formatted(property, value)));
    return new ReleaseProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(PORT)) {
          port.complete(Integer.valueOf(line.substring(PORT.length())));
        } else {
          System.out.println(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      port.completeExceptionally(new IllegalStateException("The node ended before it was ready"));
    }
  }

  /** Launches a task of that kind on a shelf, and returns its key. */
  String launch(String kind, long shelf) throws Exception {
    return http().post().uri("/launch/{kind}/{shelf}", kind, shelf).retrieve().body(String.class);
  }

  /** What this node says of its health. */
  JsonNode health() throws Exception {
    return http()
        .get()
        .uri("/actuator/health")
        .retrieve()
        .body(JsonNode.class)
        .at("/components/powercrud");
  }

  private RestClient http() throws Exception {
    return RestClient.create("http://localhost:" + port.get(2, TimeUnit.MINUTES));
  }

  /** Tells it to stop, as a deployment does, and returns with what it ended; null if it didn't. */
  Integer stop(Duration patience) throws InterruptedException {
    process.toHandle().destroy(); // which leaves its standard input open
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : null;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
