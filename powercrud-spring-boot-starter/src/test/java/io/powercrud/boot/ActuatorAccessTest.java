package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;

import example.library.LibraryApplication;
import io.powercrud.web.access.SecurityAccessPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Who gets what answer from each operation of our Actuator endpoints and of the health, where an
 * application secures them as {@code docs/security.md} says.
 */
@Tag("G12")
class ActuatorAccessTest {

  /** The kinds of user. */
  private enum Who {
    ANONYMOUS(null),
    VIEWER("viewer"),
    EDITOR("editor"),
    OWNER("owner"),
    ADMINISTRATOR("admin");

    private final @Nullable String user;

    Who(@Nullable String user) {
      this.user = user;
    }
  }

  /**
   * A call and its answers.
   *
   * @param operation the operation as the Actuator has it
   * @param path the address
   * @param expected the status for each kind of user
   */
  private record Row(String operation, String path, String body, String expected) {

    String method() {
      return operation.substring(0, operation.indexOf(' '));
    }

    int expectedFor(Who who) {
      return Integer.parseInt(expected.split(" ", -1)[List.of(Who.values()).indexOf(who)]);
    }

    @Override
    public String toString() {
      return method() + " " + path;
    }
  }

  private static final List<Row> ROWS =
      List.of(
          new Row("GET health", "health", "", "200 200 200 200 200"),
          new Row("GET health/{*path}", "health/powercrud", "", "404 404 404 404 200"),
          new Row("GET powercrud", "powercrud", "", "401 403 403 403 200"),
          new Row("DELETE powercrud", "powercrud", "", "401 403 403 403 200"),
          new Row(
              "POST powercrud/{key}",
              "powercrud/none-of-this-name",
              "{\"reason\": \"stuck\"}",
              "401 403 403 403 404"),
          new Row("GET powercrudpauses", "powercrudpauses", "", "401 403 403 403 200"),
          new Row(
              "POST powercrudpauses",
              "powercrudpauses",
              "{\"reason\": \"too hot\"}",
              "401 403 403 403 200"),
          new Row("DELETE powercrudpauses", "powercrudpauses", "", "401 403 403 403 200"));

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static ConfigurableApplicationContext application;

  @Configuration(proxyBeanMethods = false)
  static class Secured {

    @Bean
    @Order(10)
    SecurityFilterChain actuator(HttpSecurity http) {
      return http.securityMatcher("/actuator/**")
          .authorizeHttpRequests(
              requests ->
                  requests
                      .requestMatchers("/actuator/health/**")
                      .permitAll()
                      .anyRequest()
                      .hasAuthority(SecurityAccessPolicy.ADMINISTRATOR))
          .httpBasic(Customizer.withDefaults())
          .csrf(CsrfConfigurer::disable)
          .build();
    }

    /** Each one's password is his name, and is never encoded, which takes time. */
    @Bean
    UserDetailsService users() {
      Map<String, String> authorities =
          Map.of(
              "viewer", "powercrud:*:read",
              "editor", "powercrud:*:*",
              "owner", "powercrud:*:update",
              "admin", SecurityAccessPolicy.ADMINISTRATOR);
      return name ->
          User.withUsername(name)
              .password("{noop}" + name)
              .authorities(authorities.get(name))
              .build();
    }
  }

  @BeforeAll
  static void start() {
    application =
        Host.of(LibraryApplication.class, Secured.class)
            .with("management.endpoints.web.exposure.include", "health,powercrud,powercrudpauses")
            .with("management.endpoint.health.show-details", "when-authorized")
            .with("management.endpoint.health.show-components", "when-authorized")
            .with("management.endpoint.health.roles", SecurityAccessPolicy.ADMINISTRATOR)
            .start();
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static Stream<Object[]> calls() {
    return ROWS.stream()
        .flatMap(row -> Stream.of(Who.values()).map(who -> new Object[] {who, row}));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("calls")
  void isAnsweredOnlyWhereItMayBe(Who who, Row row) throws Exception {
    HttpResponse<String> answer = send(who, row.method(), row.path(), row.body());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(row.expectedFor(who));
    assertThat(answer.body().contains("oldestDueFor") || answer.body().contains("components"))
        .as("the details of the health")
        .isEqualTo(who == Who.ADMINISTRATOR && row.path().startsWith("health"));
    if (answer.statusCode() >= 400) {
      assertThat(answer.body()).doesNotContain("Exception", "\tat ", "SELECT ");
      assertThat(send(Who.ADMINISTRATOR, "GET", "powercrudpauses", "").body()).isEqualTo("[]");
    }
    send(Who.ADMINISTRATOR, "DELETE", "powercrudpauses", "");
  }

  @Test
  void hasARowForEveryOperation() {
    assertThat(ROWS.stream().map(Row::operation).collect(Collectors.toSet()))
        .as("an operation that is new here needs a row for each way to call it")
        .containsExactlyInAnyOrderElementsOf(
            application.getBean(WebEndpointsSupplier.class).getEndpoints().stream()
                .flatMap(endpoint -> endpoint.getOperations().stream())
                .map(operation -> operation.getRequestPredicate())
                .map(request -> request.getHttpMethod() + " " + request.getPath())
                .collect(Collectors.toSet()));
  }

  private static HttpResponse<String> send(Who who, String method, String path, String body)
      throws IOException, InterruptedException {
    String port = application.getEnvironment().getProperty("local.server.port");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:%s/actuator/%s".formatted(port, path)))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (who.user != null) {
      byte[] credentials = (who.user + ":" + who.user).getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }
}
