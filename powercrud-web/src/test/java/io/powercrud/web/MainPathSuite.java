package io.powercrud.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.powercrud.database.TestDatabase;
import io.powercrud.testmodel.Book;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The main job through the REST API, from the request to the end of the task. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MainPathSuite {

  private RunningApi api;

  abstract TestDatabase database();

  @BeforeAll
  void start() {
    api = RunningApi.on(database());
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @BeforeEach
  void removeBooks() {
    api.removeBooks();
  }

  @AfterEach
  void open() {
    api.gate().open();
    api.gate().onSave(book -> {});
  }

  @Test
  @Tag("G12")
  @Tag("L11")
  @Tag("S2")
  void changesWhatMatchesInTheBackgroundAndHoldsItMeanwhile() {
    List<Long> ids = api.books(25);
    api.gate().close();

    Answer launched =
        api.post(
            "librarian",
            "/resources/books/bulk",
            """
            {"action": "update", "matching": {"bestseller": "false"},
             "set": {"bestseller": true}, "reason": "check"}
            """);

    launched.hasStatus(202);
    String key = launched.at("/taskKey");
    assertThat(launched.header("Location")).hasValue(RunningApi.BASE_PATH + "/tasks/" + key);
    await()
        .untilAsserted(
            () -> {
              Answer task = api.get("librarian", "/tasks/" + key).hasStatus(200);
              assertThat(task.at("/status")).isEqualTo("RUNNING");
              assertThat(task.at("/progress/message")).startsWith("saving ");
            });
    Answer running = api.get("librarian", "/tasks/" + key);
    assertThat(running.json().propertyNames())
        .containsExactly(
            "key",
            "type",
            "status",
            "parent",
            "children",
            "childCounts",
            "user",
            "reason",
            "progress",
            "counts",
            "reservations",
            "attempt",
            "priority",
            "createdAt",
            "startAt",
            "startedAt",
            "finishedAt",
            "error",
            "escapedWork");
    assertThat(running.at("/user")).isEqualTo("librarian");
    assertThat(running.at("/reason")).isEqualTo("check");
    assertThat(running.json().at("/reservations").longValue()).isEqualTo(26);
    assertIsHeldBy(key, ids);
    api.get(null, "/tasks/" + key).isProblem(401, "unauthenticated");
    api.get("viewer", "/tasks/" + key).isProblem(403, "forbidden");

    api.gate().open();
    Answer ended = awaitEnd(key);

    assertThat(ended.at("/status")).isEqualTo("SUCCEEDED");
    assertThat(ended.json().at("/counts/changed").longValue()).isEqualTo(25);
    assertThat(ended.json().at("/reservations").longValue()).isZero();
    assertThat(ids).allMatch(id -> api.book(id).isBestseller());
    assertThat(conflicts("type=Book&id=" + ids.get(0)).json().at("/conflicts")).isEmpty();
    api.patch("librarian", "/resources/books/" + ids.get(0), "{\"title\": \"mine\"}")
        .hasStatus(200);
  }

  private void assertIsHeldBy(String key, List<Long> ids) {
    Answer book = conflicts("type=Book&id=%d&id=%d".formatted(ids.get(0), ids.get(24)));
    assertThat(book.json().at("/conflicts")).hasSize(2);
    assertThat(book.at("/conflicts/0/taskKey")).isEqualTo(key);
    assertThat(book.at("/conflicts/0/user")).isEqualTo("librarian");
    assertThat(book.at("/conflicts/0/since")).endsWith("Z");
    Long genre = api.book(ids.get(0)).genreIds().get(0);
    assertThat(conflicts("type=Genre&id=" + genre).at("/conflicts/0/taskKey")).isEqualTo(key);

    Answer second =
        api.post(
                "colleague",
                "/resources/books/bulk",
                "{\"action\": \"update\", \"ids\": [%d], \"clear\": [\"binding\"]}"
                    .formatted(ids.get(3)))
            .isProblem(409, "conflict");
    assertThat(second.at("/conflicts/0/type")).isEqualTo("Book");
    assertThat(second.at("/conflicts/0/id")).isEqualTo(ids.get(3).toString());
    assertThat(second.at("/conflicts/0/taskKey")).isEqualTo(key);
    assertThat(second.at("/conflicts/0/user")).isEqualTo("librarian");
    assertThat(second.json().at("/total").longValue()).isEqualTo(1);

    Answer edit =
        api.patch("librarian", "/resources/books/" + ids.get(5), "{\"title\": \"mine\"}")
            .isProblem(409, "conflict");
    assertThat(edit.at("/conflicts/0/taskKey")).isEqualTo(key);
    api.delete("librarian", "/resources/books/" + ids.get(5)).isProblem(409, "conflict");
    assertThat(api.book(ids.get(5)).getTitle()).isEqualTo("book 6");

    Answer list = api.get("viewer", "/resources/books?size=5&sort=title").hasStatus(200);
    assertThat(list.json().at("/items")).hasSize(5);
    assertThat(list.json().at("/items"))
        .allMatch(item -> item.at("/heldBy").asString().equals(key));
  }

  private Answer conflicts(String query) {
    return api.get("viewer", "/conflicts?" + query).hasStatus(200);
  }

  private Answer awaitEnd(String key) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !api.get("librarian", "/tasks/" + key).at("/finishedAt").isEmpty());
    return api.get("librarian", "/tasks/" + key);
  }

  @Test
  void changesAFewAtOnce() {
    List<Long> ids = api.books(3);

    Answer done =
        api.post(
                "librarian",
                "/resources/books/bulk",
                "{\"action\": \"update\", \"ids\": [%d, \"%d\"], \"set\": {\"pages\": 7}}"
                    .formatted(ids.get(0), ids.get(1)))
            .hasStatus(200);

    assertThat(done.at("/status")).isEqualTo("SUCCEEDED");
    assertThat(done.json().at("/counts/changed").longValue()).isEqualTo(2);
    assertThat(done.json().at("/failures")).isEmpty();
    assertThat(ids).map(id -> api.book(id).getPages()).containsExactly(7, 7, 103);
    assertThat(api.get("librarian", "/tasks/" + done.at("/taskKey")).at("/status"))
        .isEqualTo("SUCCEEDED");
  }

  @Test
  void reportsTheRecordThatFailsWhileTheOthersAreChanged() {
    List<Long> ids = api.books(25);
    api.gate()
        .onSave(
            book -> {
              if (book.getId().equals(ids.get(7))) {
                throw new IllegalStateException("=not this one");
              }
            });
    String list = ids.toString();

    String key =
        api.post(
                "librarian",
                "/resources/books/bulk",
                "{\"action\": \"update\", \"ids\": %s, \"set\": {\"pages\": 8}}".formatted(list))
            .hasStatus(202)
            .at("/taskKey");
    Answer ended = awaitEnd(key);

    assertThat(ended.at("/status")).isEqualTo("PARTIAL");
    assertThat(ended.json().at("/counts/changed").longValue()).isEqualTo(24);
    Answer failed =
        api.get("librarian", "/tasks/" + key + "/records?outcome=failed").hasStatus(200);
    assertThat(failed.json().at("/total").longValue()).isEqualTo(1);
    assertThat(failed.at("/items/0/id")).isEqualTo(ids.get(7).toString());
    assertThat(failed.at("/items/0/reason")).contains("=not this one");

    api.gate().onSave(book -> {});
    Answer retried = api.post("librarian", "/tasks/" + key + "/retry", "").hasStatus(202);
    String again = retried.at("/taskKey");
    assertThat(again).isNotEqualTo(key);
    assertThat(awaitEnd(again).at("/status")).isEqualTo("SUCCEEDED");
    assertThat(api.book(ids.get(7)).getPages()).isEqualTo(8);
    assertThat(api.post("librarian", "/tasks/" + key + "/retry", "").at("/taskKey"))
        .isEqualTo(again);
    assertThat(api.get("librarian", "/tasks/" + again).json().at("/counts/changed").longValue())
        .isEqualTo(1);
  }

  @Test
  @Tag("G1")
  void aHundredEqualRequestsAtOnceAreOneTask() {
    List<Long> ids = api.books(25);
    String body =
        """
        {"action": "update", "ids": %s, "set": {"pages": 7}, "idempotencyKey": "hundred"}
        """
            .formatted(ids);

    List<Answer> answers = atOnce(Collections.nCopies(100, body));

    String key = answers.get(0).at("/taskKey");
    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.at("/taskKey")).as(answer.body()).isEqualTo(key));
    assertThat(answers).allMatch(answer -> answer.status() == 202 || answer.status() == 200);
    assertThat(awaitEnd(key).json().at("/counts/changed").longValue()).isEqualTo(25);
    assertThat(tasksOfRequest("hundred")).isEqualTo(1);
    assertThat(ids).map(id -> api.book(id).getVersion()).containsOnly(1);
  }

  @Test
  @Tag("G1")
  @Tag("G13")
  void ofTwoRequestsAtOnceWithOneKeyOneIsDoneAndNothingOfTheOther() {
    List<Long> ids = api.books(2);
    for (int round = 0; round < 10; round++) {
      String request = "pair " + round;
      List<String> bodies =
          IntStream.range(0, 2)
              .mapToObj(
                  i ->
                      "{\"action\": \"update\", \"ids\": [%d], \"set\": {\"pages\": 7}, \"idempotencyKey\": \"%s\"}"
                          .formatted(ids.get(i), request))
              .toList();
      List<Integer> before = ids.stream().map(id -> api.book(id).getVersion()).toList();
      ids.forEach(id -> setPages(id, 100));

      List<Answer> answers = atOnce(bodies);

      int winner = answers.get(0).status() == 200 ? 0 : 1;
      answers.get(winner).hasStatus(200);
      answers.get(1 - winner).isProblem(422, "idempotency-key-reused");
      assertThat(api.book(ids.get(winner)).getPages()).isEqualTo(7);
      assertThat(api.book(ids.get(1 - winner)).getPages()).isEqualTo(100);
      assertThat(api.book(ids.get(1 - winner)).getVersion()).isEqualTo(before.get(1 - winner));
      assertThat(tasksOfRequest(request)).isEqualTo(1);
      assertThat(
              conflicts("type=Book&id=%d&id=%d".formatted(ids.get(0), ids.get(1)))
                  .json()
                  .at("/conflicts"))
          .isEmpty();
    }
  }

  private void setPages(Long id, int pages) {
    api.jdbc().sql("UPDATE book SET pages = ? WHERE id = ?").params(pages, id).update();
  }

  /** Sends each of these before the first answer is there. */
  private List<Answer> atOnce(List<String> bodies) {
    List<CompletableFuture<HttpResponse<String>>> sent =
        bodies.stream()
            .map(
                body ->
                    api.client()
                        .sendAsync(
                            RunningApi.json(api.request("librarian", "/resources/books/bulk"))
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                            BodyHandlers.ofString()))
            .toList();
    return sent.stream().map(CompletableFuture::join).map(Answer::of).toList();
  }

  private long tasksOfRequest(String idempotencyKey) {
    return api.jdbc()
        .sql("SELECT COUNT(*) FROM powercrud_task WHERE idempotency_key = ?")
        .param(idempotencyKey)
        .query(Long.class)
        .single();
  }

  @Test
  void editsOneRecord() {
    Long id = api.books(1).get(0);

    Answer book = api.get("viewer", "/resources/books/" + id).hasStatus(200);
    Answer edited =
        api.patch(
                "librarian",
                "/resources/books/" + id,
                "{\"title\": \"new\", \"version\": %d}"
                    .formatted(book.json().at("/version").intValue()))
            .hasStatus(200);

    assertThat(edited.at("/title")).isEqualTo("new");
    assertThat(edited.json().at("/version").intValue())
        .isGreaterThan(book.json().at("/version").intValue());
    Book saved = api.book(id);
    assertThat(saved.getTitle()).isEqualTo("new");
    api.delete("librarian", "/resources/books/" + id).hasStatus(204);
    assertThat(api.book(id)).isNull();
    api.get("viewer", "/resources/books/" + id).isProblem(404, "not-found");
  }

  @Test
  @Tag("L8")
  void losesNeitherAnEditNorTheTaskThatWasLaunchedWhileItWasBeingSaved() {
    Long id = api.books(1).get(0);
    List<Answer> launched = new ArrayList<>();
    api.gate()
        .onSave(
            book -> {
              if (launched.isEmpty()) {
                launched.add(
                    api.post(
                        "colleague",
                        "/resources/books/bulk",
                        "{\"action\": \"update\", \"ids\": [%d], \"set\": {\"pages\": 9}, \"mode\": \"async\"}"
                            .formatted(id)));
              }
            });

    api.patch("librarian", "/resources/books/" + id, "{\"title\": \"edited\"}").hasStatus(200);

    String key = launched.get(0).hasStatus(202).at("/taskKey");
    await().until(() -> !api.get("colleague", "/tasks/" + key).at("/finishedAt").isEmpty());
    assertThat(api.get("colleague", "/tasks/" + key).at("/status")).isEqualTo("SUCCEEDED");
    Book book = api.book(id);
    assertThat(book.getTitle()).isEqualTo("edited");
    assertThat(book.getPages()).isEqualTo(9);
  }
}
