package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import example.library.LibraryApplication;
import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/** What {@code /actuator/health} says, and how soon, while a real database can't be used. */
@Tag("G3")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HealthContract {

  /** Two seconds of ours and one of Spring Boot's for the pool, and what a busy machine adds. */
  private static final Duration SOON = Duration.ofSeconds(8);

  private final TestDatabase kind;
  private final DatabaseAddress address;
  private ConfigurableApplicationContext application;
  private RestClient http;

  HealthContract(TestDatabase kind) {
    this.kind = kind;
    this.address = kind.fresh();
  }

  @BeforeAll
  void start() {
    application =
        Host.of(LibraryApplication.class, OperationsTest.OpenToAll.class)
            .on(address)
            .with("powercrud.schema.initialize", "always")
            .with("spring.jpa.hibernate.ddl-auto", "update")
            .with("spring.datasource.hikari.connection-timeout", "1000")
            .with("powercrud.lease", "6s")
            .with("management.endpoint.health.show-details", "always")
            .start();
    http =
        RestClient.builder()
            .baseUrl(
                "http://localhost:"
                    + application.getEnvironment().getRequiredProperty("local.server.port"))
            .defaultStatusHandler(status -> true, (request, response) -> {})
            .build();
  }

  @AfterAll
  void stop() {
    application.close();
  }

  @BeforeEach
  void isUp() {
    ResponseEntity<JsonNode> up =
        eventually().until(this::answer, found -> found.getStatusCode().value() == 200);
    assertThat(ours(up).get("status").asString()).isEqualTo("UP");
  }

  @Test
  void aFullPoolIsDownUntilItHasAConnectionAgain() throws SQLException {
    HikariDataSource pool = ControlDataSource.hikari(application.getBean(DataSource.class));
    List<Connection> taken = new ArrayList<>();
    try {
      for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
        taken.add(pool.getConnection());
      }

      JsonNode ours = down();
      assertThat(reason(ours)).isEqualTo("The application's pool refused a connection");
      assertThat(ours.at("/details/error").asString()).endsWith("The pool gave no connection");
      assertThat(ours.at("/details/lastHeartbeat").asString()).isNotBlank();
    } finally {
      for (Connection connection : taken) {
        connection.close();
      }
    }
    isUp();
  }

  @Test
  void aDatabaseThatIsAwayIsDownUntilItIsBack() {
    kind.halt();
    try {
      saysThatTheDatabaseIsAway();
    } finally {
      kind.resume();
    }
    isUp();
  }

  @Test
  void aDatabaseThatRefusesConnectionsIsDownUntilItTakesThem() throws SQLException {
    kind.refuse(address);
    try {
      saysThatTheDatabaseIsAway();
    } finally {
      kind.admit(address);
    }
    isUp();
  }

  private void saysThatTheDatabaseIsAway() {
    assertThat(reason(down()))
        .isIn("The database didn't answer within 2s", "The database can't be reached");
  }

  private static String reason(JsonNode ours) {
    return ours.at("/details/reason").asString();
  }

  /** PowerCRUD's part of the health of an application that is down. */
  private JsonNode down() {
    ResponseEntity<JsonNode> answer = answer();
    assertThat(answer.getStatusCode().value()).isEqualTo(503);
    assertThat(ours(answer).get("status").asString()).isEqualTo("DOWN");
    return ours(answer);
  }

  private static JsonNode ours(ResponseEntity<JsonNode> answer) {
    return answer.getBody().at("/components/powercrud");
  }

  private ResponseEntity<JsonNode> answer() {
    long asked = System.nanoTime();
    ResponseEntity<JsonNode> answer =
        http.get().uri("/actuator/health").retrieve().toEntity(JsonNode.class);
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(SOON);
    return answer;
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(100));
  }
}
