package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import example.library.Genre;
import example.library.LibraryApplication;
import example.library.Recount;
import io.micrometer.core.instrument.MeterRegistry;
import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.bulk.BulkListener;
import io.powercrud.conflict.OnConflict;
import io.powercrud.engine.DbSchedulerEngine;
import io.powercrud.engine.Leftover;
import io.powercrud.task.Attempt;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskListener;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskPorts;
import io.powercrud.task.TaskResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/** What an operator sees of an application's tasks. */
class OperationsTest {

  private ConfigurableApplicationContext application;

  @Configuration(proxyBeanMethods = false)
  static class OpenToAll {

    @Bean
    SecurityFilterChain open(HttpSecurity http) {
      return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
          .csrf(CsrfConfigurer::disable)
          .build();
    }
  }

  @BeforeEach
  void start() {
    application =
        Host.of(LibraryApplication.class, OpenToAll.class)
            .with("powercrud.control.pool-size", 2)
            .with("management.endpoints.web.exposure.include", "health,powercrud,powercrudpauses")
            .with("management.endpoint.health.show-details", "always")
            .start();
  }

  @AfterEach
  void stop() {
    application.close();
  }

  @Test
  void healthShowsTheNodeItsHeartbeatAndWhatWaits() {
    JsonNode health = get("/actuator/health").at("/components/powercrud");

    assertThat(health.get("status").asString()).isEqualTo("UP");
    assertThat(health.at("/details/node").asString()).isNotBlank();
    assertThat(health.at("/details/lastHeartbeat").asString()).isNotBlank();
    assertThat(health.at("/details/oldestDueFor").asString()).isEqualTo("0s");
    assertThat(health.at("/details/pending").asInt()).isZero();
    assertThat(health.at("/details/running").asInt()).isZero();
  }

  @Test
  void healthNamesTheTasksThatNobodyHereKnows() {
    TaskManager elsewhere =
        TaskManager.named("elsewhere", application.getBean(TaskPorts.class))
            .definitions(
                List.of(
                    TaskDefinition.of(
                        Recount.RECOUNT_GENRES, (recount, context) -> TaskResult.succeeded())))
            .build();

    elsewhere.run(Recount.RECOUNT_GENRES, new Recount(List.of())).launch();

    JsonNode health =
        await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> get("/actuator/health").at("/components/powercrud"),
                found -> found.at("/details/unknownHere/0").has("since"));
    assertThat(health.get("status").asString()).isEqualTo("UP");
    JsonNode unknown = health.at("/details/unknownHere/0");
    assertThat(unknown.get("type").asString()).isEqualTo("recount-genres");
    assertThat(unknown.get("version").asInt()).isEqualTo(1);
    assertThat(unknown.get("manager").asString()).isEqualTo("elsewhere");
    assertThat(unknown.get("pending").asInt()).isEqualTo(1);
    assertThat(unknown.get("running").asInt()).isZero();
    assertThat(Instant.parse(unknown.get("since").asString()))
        .isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
  }

  @Test
  void whatIsPausedIsShownAndIsNoReasonToBeUnhealthy() {
    JsonNode pause =
        post(
            "/actuator/powercrudpauses", "{\"type\": \"recount-genres\", \"reason\": \"too hot\"}");

    assertThat(pause.at("/type").asString()).isEqualTo("recount-genres");
    assertThat(pause.at("/by").asString()).isNotBlank();
    assertThat(get("/actuator/powercrudpauses").get(0)).isEqualTo(pause);
    assertThat(health().getStatus()).isEqualTo(Status.UP);
    assertThat(health().getDetails().get("paused").toString())
        .startsWith("[recount-genres by ")
        .endsWith(": too hot]");
    assertThat(application.getBean(MeterRegistry.class).get("powercrud.pauses").gauge().value())
        .isEqualTo(1);
    assertThat(call(HttpMethod.DELETE, "/actuator/powercrudpauses?type=recount-genres")).isEmpty();
    assertThat(health().getDetails()).doesNotContainKey("paused");
  }

  @Test
  void aTypeThatNobodyKnowsIsNotPaused() {
    assertThatThrownBy(() -> post("/actuator/powercrudpauses", "{\"type\": \"recount\"}"))
        .hasMessageStartingWith("400");
    assertThat(get("/actuator/powercrudpauses")).isEmpty();
  }

  @Test
  void aStoppedEngineIsUnhealthy() {
    application.getBean(DbSchedulerEngine.class).stop();

    assertThat(health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(health().getDetails()).containsEntry("reason", "This node's engine is stopped");
  }

  @Test
  void everyReasonToBeUnhealthyIsSaid() throws SQLException {
    application.getBean(DbSchedulerEngine.class).stop();
    HikariDataSource pool = ControlDataSource.hikari(application.getBean(DataSource.class));
    List<Connection> taken = new ArrayList<>();
    try {
      for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
        taken.add(pool.getConnection());
      }

      Health health = health();

      assertThat(health.getStatus()).isEqualTo(Status.DOWN);
      assertThat(health.getDetails())
          .containsEntry(
              "reason",
              "This node's engine is stopped; The application's pool had no connection within 2s");
    } finally {
      for (Connection connection : taken) {
        connection.close();
      }
    }
  }

  @Test
  void aFullPoolIsUnhealthyAndKeepsNobodyWaiting() throws SQLException {
    DataSource control = application.getBean(ControlDataSource.class).dataSource();
    try (Connection first = control.getConnection();
        Connection second = control.getConnection()) {
      assertThat(first).isNotSameAs(second);

      Health health =
          await().atMost(Duration.ofSeconds(4)).until(this::health, found -> found != null);

      assertThat(health.getStatus()).isEqualTo(Status.DOWN);
      assertThat(health.getDetails())
          .containsEntry("reason", "The database didn't answer within 2s");
    }
  }

  @Test
  void metersTellHowTasksWent() {
    Tasks.run(application);

    MeterRegistry meters = application.getBean(MeterRegistry.class);
    assertThat(
            meters
                .get("powercrud.task")
                .tags("type", "recount-genres", "status", "SUCCEEDED")
                .timer()
                .count())
        .isEqualTo(1);
    assertThat(meters.get("powercrud.tasks.open").tag("status", "running").gauge().value())
        .isZero();
    assertThat(meters.get("powercrud.tasks.open").tag("status", "pending").gauge().value())
        .isZero();
  }

  @Test
  void aMeterTellsHowManyAttemptsWereLost() {
    TaskKey key = new TaskKey("lost");
    TaskListener metrics = application.getBean(TaskMetrics.class);

    metrics.onLost(new Attempt(key, key, 1), "recount-genres");

    assertThat(
            application
                .getBean(MeterRegistry.class)
                .get("powercrud.attempts.lost")
                .tag("type", "recount-genres")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void aMeterTellsHowOftenChunksWereDoneAgain() {
    TaskKey key = new TaskKey("retried");
    BulkListener meter = application.getBean(BulkListener.class);

    meter.onRetry(new Attempt(key, key, 1), "bulk-update", new IllegalStateException("deadlock"));

    assertThat(
            application
                .getBean(MeterRegistry.class)
                .get("powercrud.bulk.retries")
                .tag("type", "bulk-update")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void aMeterTellsHowManyRecordsAreReserved() {
    application.getBean(DbSchedulerEngine.class).stop();
    Genre one = Tasks.genre(application);
    Genre other = Tasks.genre(application);

    Tasks.launch(application, List.of(one.getId(), other.getId()));

    MeterRegistry meters = application.getBean(MeterRegistry.class);
    assertThat(meters.get("powercrud.reservations").gauge().value()).isEqualTo(2);
    assertThat(meters.get("powercrud.tasks.open").tag("status", "pending").gauge().value())
        .isEqualTo(1);
  }

  @Test
  void theEndpointShowsTasksWithoutTheirPayload() {
    String key = Tasks.run(application).key().value();

    JsonNode tasks = get("/actuator/powercrud");

    assertThat(tasks.get("open").isEmpty()).isTrue();
    JsonNode newest = tasks.at("/newest/0");
    assertThat(newest.get("key").asString()).isEqualTo(key);
    assertThat(newest.get("type").asString()).isEqualTo("recount-genres");
    assertThat(newest.get("status").asString()).isEqualTo("SUCCEEDED");
    assertThat(newest.has("payload")).isFalse();
  }

  @Test
  void theEndpointCleansUpWhatIsOlderThanTheRetention() {
    Tasks.run(application);
    JdbcClient.create(application.getBean(DataSource.class))
        .sql("UPDATE powercrud_task SET finished_at = TIMESTAMP '2001-01-01 00:00:00'")
        .update();
    Tasks.run(application);

    JsonNode summary = call(HttpMethod.DELETE, "/actuator/powercrud");

    assertThat(summary.get("tasksDeleted").asLong()).isEqualTo(1);
    assertThat(summary.get("tasksRevived").asLong()).isZero();
    assertThat(summary.get("expiredLeases").asLong()).isZero();
    assertThat(summary.get("leftovers").propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Leftover.values()).map(Enum::name).toList());
    assertThat(summary.get("leftovers").values()).allMatch(count -> count.asLong() == 0);
    assertThat(get("/actuator/powercrud").get("newest").size()).isEqualTo(1);
  }

  @Test
  void theEndpointAndAMeterTellWhatEndedTasksHaveLeft() {
    TaskKey key = Tasks.run(application).key();
    TaskPorts ports = application.getBean(TaskPorts.class);
    ports
        .stores()
        .conflicts()
        .reserveTargets(
            key,
            key,
            List.of(new RecordKey("Genre", "1"), new RecordKey("Genre", "2")),
            OnConflict.REFUSE);

    JsonNode summary = call(HttpMethod.DELETE, "/actuator/powercrud");

    assertThat(summary.at("/leftovers/RESERVATION").asLong()).isEqualTo(2);
    assertThat(summary.at("/leftovers/EXCLUSIVE").asLong()).isZero();
    assertThat(ports.stores().conflicts().count(key)).isZero();
    MeterRegistry meters = application.getBean(MeterRegistry.class);
    assertThat(
            meters.get("powercrud.leftovers").tag("kind", "RESERVATION").functionCounter().count())
        .isEqualTo(2);
    assertThat(meters.get("powercrud.tasks.revived").functionCounter().count()).isZero();
  }

  @Test
  void theEndpointEndsAStuckTaskByForceAndItsHistorySaysWhy() {
    application.getBean(DbSchedulerEngine.class).stop();
    Genre genre = Tasks.genre(application);
    TaskKey key = Tasks.launch(application, List.of(genre.getId()));
    String path = "/actuator/powercrud/" + key;

    assertThat(release(path, "{\"reason\": \" \"}").getStatusCode().value()).isEqualTo(400);
    assertThat(release(path, "{}").getStatusCode().value()).isEqualTo(400);
    assertThat(release("/actuator/powercrud/nobody", "{\"reason\": \"?\"}").getStatusCode().value())
        .isEqualTo(404);
    ResponseEntity<JsonNode> released = release(path, "{\"reason\": \"hangs since noon\"}");

    assertThat(released.getStatusCode().value()).isEqualTo(200);
    assertThat(released.getBody().get("status").asString()).isEqualTo("FAILED");
    assertThat(released.getBody().get("error").asString())
        .isEqualTo("Released by system: hangs since noon");
    assertThat(
            application.getBean(MeterRegistry.class).get("powercrud.reservations").gauge().value())
        .isZero();
    ResponseEntity<JsonNode> again = release(path, "{\"reason\": \"once more\"}");
    assertThat(again.getStatusCode().value()).isEqualTo(409);
    assertThat(again.getBody().get("error").asString()).endsWith("hangs since noon");
  }

  private ResponseEntity<JsonNode> release(String path, String body) {
    return client()
        .post()
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .body(body)
        .retrieve()
        .onStatus(status -> true, (request, response) -> {})
        .toEntity(JsonNode.class);
  }

  private Health health() {
    return application.getBean("powercrudHealthIndicator", HealthIndicator.class).health();
  }

  private JsonNode get(String path) {
    return call(HttpMethod.GET, path);
  }

  private JsonNode call(HttpMethod method, String path) {
    return client().method(method).uri(path).retrieve().body(JsonNode.class);
  }

  private JsonNode post(String path, String body) {
    return client()
        .post()
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .body(body)
        .retrieve()
        .body(JsonNode.class);
  }

  private RestClient client() {
    String port = application.getEnvironment().getRequiredProperty("local.server.port");
    return RestClient.create("http://localhost:" + port);
  }
}
