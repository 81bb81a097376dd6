package io.powercrud.sample.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.sample.acceptance.ApiClient.Answer;
import java.io.IOException;
import java.io.StringReader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

/** What {@code docs/tutorial.md} tells to write and to call does what it says. */
class TutorialTest {

  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern TYPE = Pattern.compile("public (?:class|interface) (\\w+)");
  private static final Pattern CALL =
      Pattern.compile(
          "curl -sN? -u (\\w+):\\w+ (?:-X (\\w+) )?\"\\$API(/[^\"]+)\"[^'\n]*"
              + "(?:'Content-Type: application/json'[\\s\\\\]*-d '([^']+)')?");

  @TempDir private Path folder;

  /** A call of the page, as curl would make it. */
  private record Call(String user, String method, String path, String body) {

    Answer at(String address, String task) {
      ApiClient client = new ApiClient(address, user);
      String place = path.replace("$TASK", task);
      return switch (method) {
        case "PATCH" -> client.patch(place, body);
        case "POST" -> client.post(place, body);
        default -> client.get(place);
      };
    }
  }

  @Test
  @DisplayName("The tutorial compiles, and each of its calls is answered as it says")
  void isTrueWordForWord() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "tutorial.md"));
    List<Call> calls = calls(page);
    assertThat(calls).hasSize(10);
    assertThat(page).contains("<version>" + SpringBootVersion.getVersion() + "</version>");

    try (URLClassLoader classes = new URLClassLoader(new URL[] {compiled(page)});
        ConfigurableApplicationContext shop = started(page, classes)) {
      int port = ((WebServerApplicationContext) shop).getWebServer().getPort();
      String address = "http://localhost:%d/".formatted(port);

      assertThat(calls.get(0).at(address, "").body().get("total").asInt()).isEqualTo(3_000);
      Answer launched = calls.get(1).at(address, "");
      assertThat(launched.status()).isEqualTo(202);
      String task = launched.body().get("taskKey").asString();
      Answer held = calls.get(3).at(address, task);
      assertThat(held.status()).isEqualTo(409);
      assertThat(held).asString().contains("Product 2999 is held by task " + task + " of ann");
      assertThat(calls.get(4).at(address, task)).asString().contains("PARTIAL", "\"changed\":2997");

      assertThat(calls.get(5).at(address, task))
          .asString()
          .contains("\"total\":3", "Product 1000 would be sold below its cost of 15");
      assertThat(calls.get(6).at(address, task)).asString().contains("\"total\":2997");
      assertThat(calls.get(7).at(address, task)).asString().contains("\"total\":0");

      assertThat(calls.get(8).at(address, task).status()).isEqualTo(200);
      String retry = calls.get(9).at(address, task).body().get("taskKey").asString();
      assertThat(calls.get(2).at(address, retry))
          .asString()
          .contains("PARTIAL", "\"changed\":1,", "\"failed\":2,");
      assertThat(calls.get(9).at(address, task)).asString().contains(retry);
    }
  }

  private static List<Call> calls(String page) {
    List<Call> calls = new ArrayList<>();
    Matcher call = CALL.matcher(page);
    while (call.find()) {
      String body = call.group(4) == null ? "" : call.group(4);
      String method = call.group(2) == null ? (body.isEmpty() ? "GET" : "POST") : call.group(2);
      calls.add(new Call(call.group(1), method, call.group(3), body));
    }
    return calls;
  }

  /** Compiles the classes of the page, with saves that are no slower than they need be. */
  private URL compiled(String page) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-parameters", "-d", folder.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (String source : blocks(page, "java")) {
      Matcher type = TYPE.matcher(source);
      if (source.startsWith("package shop;") && type.find()) {
        Path file = folder.resolve(type.group(1) + ".java");
        Files.writeString(file, source.replace("MILLISECONDS.sleep(5)", "MICROSECONDS.sleep(500)"));
        arguments.add(file.toString());
      }
    }
    int exitCode =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(exitCode).isZero();
    return folder.toUri().toURL();
  }

  private static ConfigurableApplicationContext started(String page, ClassLoader classes)
      throws IOException, ReflectiveOperationException {
    Properties properties = new Properties();
    properties.load(new StringReader(blocks(page, "properties").get(0)));
    properties.put("spring.datasource.url", "jdbc:h2:mem:shop");
    properties.put("server.port", "0");
    SpringApplication application =
        new SpringApplication(
            new DefaultResourceLoader(classes), classes.loadClass("shop.ShopApplication"));
    return application.run(
        properties.entrySet().stream()
            .map(property -> "--%s=%s".formatted(property.getKey(), property.getValue()))
            .toArray(String[]::new));
  }

  private static List<String> blocks(String page, String language) {
    return BLOCK
        .matcher(page)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }
}
