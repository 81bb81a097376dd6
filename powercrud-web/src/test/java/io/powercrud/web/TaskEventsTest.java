package io.powercrud.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Following a task through its stream of events. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskEventsTest {

  private RunningApi api;

  @BeforeAll
  void start() {
    api = RunningApi.shared();
  }

  @AfterEach
  void open() {
    api.gate().open();
    await().until(() -> threads("powercrud-watch-") <= 1);
  }

  private static long threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }

  private record Event(String name, JsonNode data) {}

  /** What one stream has brought up to now. */
  private static final class Listening {

    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<Void> end;
    private final HttpResponse<Stream<String>> response;
    private String name = "";

    Listening(HttpClient client, HttpRequest request) throws Exception {
      response = client.send(request, BodyHandlers.ofLines());
      end = CompletableFuture.runAsync(() -> response.body().forEach(this::read));
    }

    private void read(String line) {
      if (line.startsWith("event:")) {
        name = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        events.add(new Event(name, new JsonMapper().readTree(line.substring(5))));
      }
    }

    List<String> statuses() {
      return List.copyOf(events).stream()
          .filter(event -> event.name().equals("status"))
          .map(event -> event.data().at("/status").asString())
          .toList();
    }

    List<String> messages() {
      return List.copyOf(events).stream()
          .filter(event -> event.name().equals("progress"))
          .map(event -> event.data().at("/message").asString())
          .toList();
    }
  }

  private Listening listen(String user, String key) {
    return listen(api.client(), user, key);
  }

  private Listening listen(HttpClient client, @Nullable String user, String key) {
    try {
      return new Listening(client, api.request(user, "/tasks/" + key + "/events").GET().build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private String launch(List<Long> ids) {
    return api.post(
            "librarian",
            "/resources/books/bulk",
            "{\"action\": \"update\", \"ids\": %s, \"set\": {\"pages\": 9}, \"mode\": \"async\"}"
                .formatted(ids))
        .hasStatus(202)
        .at("/taskKey");
  }

  @Test
  void bringsProgressAndStatusAndEndsWithTheTask() {
    api.gate().close();
    String key = launch(api.books(3));

    Listening listening = listen("librarian", key);
    await().until(() -> listening.messages().stream().anyMatch(text -> text.startsWith("saving")));
    assertThat(listening.end).isNotDone();
    api.gate().open();
    await().until(listening.end::isDone);

    assertThat(listening.response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(listening.statuses()).contains("RUNNING").endsWith("SUCCEEDED");
    Event last = listening.events.get(listening.events.size() - 1);
    assertThat(last.name()).isEqualTo("status");
    assertThat(last.data().at("/counts/changed").longValue()).isEqualTo(3);
    List<Long> done =
        listening.events.stream()
            .filter(event -> event.name().equals("progress"))
            .map(event -> event.data().at("/done").longValue())
            .toList();
    assertThat(done).isSorted();
  }

  @Test
  void bringsATaskThatHasEndedAtOnceAndTellsAClientThatComesAgainToStop() throws Exception {
    String key = launch(api.books(1));
    await().until(() -> !api.get("librarian", "/tasks/" + key).at("/finishedAt").isEmpty());

    Listening listening = listen("librarian", key);
    await().until(listening.end::isDone);
    HttpResponse<String> again =
        api.client()
            .send(
                api.request("librarian", "/tasks/" + key + "/events")
                    .header("Last-Event-ID", "ended")
                    .GET()
                    .build(),
                BodyHandlers.ofString());

    assertThat(listening.statuses()).containsExactly("SUCCEEDED");
    assertThat(again.statusCode()).isEqualTo(204);
  }

  @Test
  @Tag("S2")
  void endsWithTheSessionThatItWasOpenedIn() {
    api.gate().close();
    String key = launch(api.books(1));
    HttpClient browser = api.signedIn("librarian");
    Listening inTheSession = listen(browser, null, key);
    Listening withCredentials = listen("librarian", key);
    await().until(() -> !inTheSession.statuses().isEmpty());

    String token =
        RunningApi.send(browser, HttpRequest.newBuilder(api.uri("/host/csrf")).GET()).body();
    RunningApi.send(
        browser,
        HttpRequest.newBuilder(api.uri("/logout"))
            .header("X-CSRF-TOKEN", token)
            .POST(BodyPublishers.noBody()));

    await().until(inTheSession.end::isDone);
    assertThat(inTheSession.statuses()).doesNotContain("SUCCEEDED");
    assertThat(withCredentials.end).isNotDone();
    api.gate().open();
    await().until(withCredentials.end::isDone);
  }

  @Test
  @Tag("S2")
  void endsWhenItsClientMayNotSeeTheTaskAnyMore() {
    api.gate().close();
    String key = launch(api.books(1));
    Listening listening = listen("librarian", key);
    await().until(() -> !listening.statuses().isEmpty());
    assertThat(listening.end).isNotDone();

    api.bean(RevocableAccess.class).revoked().add("librarian");
    try {
      await().until(listening.end::isDone);
      assertThat(listening.statuses()).doesNotContain("SUCCEEDED");
      api.get("librarian", "/tasks/" + key + "/events").isProblem(403, "forbidden");
    } finally {
      api.bean(RevocableAccess.class).revoked().clear();
    }
  }

  @Test
  void holdsNoConnectionOfTheApplicationsAndAFewThreadsForAnyNumberOfStreams() {
    api.gate().close();
    String key = launch(api.books(2));
    await().until(() -> api.get("librarian", "/tasks/" + key).at("/status").equals("RUNNING"));
    HikariDataSource pool = (HikariDataSource) api.bean(DataSource.class);
    int before = pool.getHikariPoolMXBean().getActiveConnections();

    List<Listening> listening = Stream.generate(() -> listen("librarian", key)).limit(3).toList();
    await().until(() -> listening.stream().allMatch(one -> !one.statuses().isEmpty()));

    assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(before);
    assertThat(threads("powercrud-watch-")).isEqualTo(1);
    assertThat(threads("powercrud-stream-")).isLessThanOrEqualTo(4);
    Answer oneTooMany = api.get("librarian", "/tasks/" + key + "/events");
    oneTooMany.isProblem(503, "overloaded");
    assertThat(oneTooMany.header("Retry-After")).isPresent();

    api.gate().open();
    await().until(() -> listening.stream().allMatch(one -> one.end.isDone()));
    assertThat(listening).allMatch(one -> one.statuses().contains("SUCCEEDED"));
  }
}
