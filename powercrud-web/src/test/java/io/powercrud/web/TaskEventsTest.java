package io.powercrud.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
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
  private final class Listening {

    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<Void> end;
    private final HttpResponse<Stream<String>> response;
    private String name = "";

    Listening(HttpRequest request) throws Exception {
      response = api.client().send(request, BodyHandlers.ofLines());
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
    try {
      return new Listening(api.request(user, "/tasks/" + key + "/events").GET().build());
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
