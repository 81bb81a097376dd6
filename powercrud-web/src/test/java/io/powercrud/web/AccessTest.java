package io.powercrud.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.OnConflict;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what, through the REST API. */
@Tag("G12")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {

  private static final String UPDATE =
      "{\"action\": \"update\", \"ids\": [%d], \"set\": {\"pages\": 5}}";

  private RunningApi api;
  private List<Long> ids;

  @BeforeAll
  void start() {
    api = RunningApi.shared();
    ids = api.books(3);
  }

  @AfterEach
  void open() {
    api.gate().open();
  }

  @ParameterizedTest
  @Tag("S2")
  @CsvSource({
    "GET, /resources/books",
    "GET, /resources/books/1",
    "PATCH, /resources/books/1",
    "DELETE, /resources/books/1",
    "POST, /resources/books",
    "POST, /resources/books/bulk",
    "GET, /tasks",
    "GET, /tasks/x",
    "GET, /tasks/x/events",
    "GET, /tasks/x/records",
    "POST, /tasks/x/cancel",
    "POST, /tasks/x/retry",
    "GET, /conflicts?type=Book&id=1",
    "GET, /nothing"
  })
  void nobodyWhoIsNotSignedInGetsAnything(String method, String path) {
    Answer answer = call(null, method, path);

    answer.isProblem(401, "unauthenticated");
    assertThat(answer.header("WWW-Authenticate").orElseThrow()).startsWith("Basic");
  }

  @Test
  void wrongCredentialsAreTold() {
    Answer answer =
        api.send(api.request(null, "/tasks").header("Authorization", "Basic YTpi").GET());

    answer.isProblem(401, "unauthenticated");
    assertThat(answer.at("/detail")).contains("not accepted");
  }

  private Answer call(String user, String method, String path) {
    return api.send(
        RunningApi.json(api.request(user, path)).method(method, BodyPublishers.ofString("{}")));
  }

  @ParameterizedTest
  @CsvSource({
    "viewer, PATCH, /resources/books/1",
    "viewer, DELETE, /resources/books/1",
    "viewer, POST, /resources/books",
    "viewer, POST, /resources/books/bulk",
    "nobody, GET, /resources/books",
    "nobody, GET, /resources/books/1",
    "nobody, GET, /conflicts?type=Book&id=1",
    "updater, DELETE, /resources/books/1",
    "updater, POST, /resources/books",
    "updater, GET, /resources/genres",
    "updater, POST, /resources/genres/bulk",
    "broken, GET, /resources/books",
    "broken, GET, /tasks"
  })
  void whoHasNoAuthorityIsTurnedAway(String user, String method, String path) {
    String before = api.everything();

    call(user, method, path).isProblem(403, "forbidden");

    assertThat(api.everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /tasks?user=ann%0A2026-01-01, such as 'ann?2026-01-01'",
    "PATCH, /resources/books/1, viewer may not update books",
    "POST, /pauses, administrators may"
  })
  void whatIsRefusedStandsInTheLogInOneLineWithWhoAskedForIt(
      String method, String path, String reason) {
    List<String> log =
        RecordedLog.of(
            "io.powercrud.web.http.Refusals",
            () -> call("viewer", method, path).isProblem(403, "forbidden"));

    assertThat(log).hasSize(1);
    assertThat(log.get(0))
        .startsWith(method + " /powercrud/api/")
        .contains("was refused to viewer: ", reason)
        .doesNotContain("\n");
  }

  @Test
  void noAnswerMayBeCachedOrFramedOrTakenForAnotherType() {
    Stream.of(api.get("viewer", "/resources/books"), api.get("viewer", "/tasks/x"))
        .forEach(
            answer -> {
              assertThat(answer.header("Cache-Control")).hasValue("no-store");
              assertThat(answer.header("X-Content-Type-Options")).hasValue("nosniff");
              assertThat(answer.header("X-Frame-Options")).hasValue("DENY");
              assertThat(answer.header("Content-Type").orElseThrow()).startsWith("application/");
            });
  }

  @Test
  void whoMayDoNothingInBulkIsToldSoBeforeHisRequestIsRead() {
    assertThat(api.post("viewer", "/resources/books/bulk", "{").at("/detail"))
        .isEqualTo("viewer may not update or delete books");
  }

  @Test
  void whoMayUpdateMayNotDeleteInBulk() {
    Answer answer =
        api.post(
            "updater",
            "/resources/books/bulk",
            "{\"action\": \"delete\", \"ids\": [%d]}".formatted(ids.get(0)));

    answer.isProblem(403, "forbidden");
    assertThat(answer.at("/detail")).contains("updater", "delete", "books");
    api.post("updater", "/resources/books/bulk", UPDATE.formatted(ids.get(0))).hasStatus(200);
  }

  @Test
  @Tag("S1")
  void recordsOutsideOfTheScopeAreNeitherSeenNorChanged() {
    Long inside = api.books(1, book -> book.setPages(10)).get(0);
    Long outside = api.books(1, book -> book.setPages(500)).get(0);

    api.get("librarian", "/resources/leaflets/" + inside).hasStatus(200);
    api.get("librarian", "/resources/leaflets/" + outside).isProblem(404, "not-found");
    api.patch("librarian", "/resources/leaflets/" + outside, "{\"title\": \"x\"}")
        .isProblem(404, "not-found");
    api.delete("librarian", "/resources/leaflets/" + outside).isProblem(404, "not-found");
    Answer list = api.get("librarian", "/resources/leaflets?size=200").hasStatus(200);
    assertThat(list.json().at("/items").valueStream().map(item -> item.at("/id").longValue()))
        .contains(inside)
        .doesNotContain(outside);

    Answer bulk =
        api.post(
                "librarian",
                "/resources/leaflets/bulk",
                "{\"action\": \"delete\", \"ids\": [%d, %d]}".formatted(inside, outside))
            .hasStatus(200);

    assertThat(bulk.json().at("/counts/skipped").longValue()).isEqualTo(1);
    assertThat(api.book(inside)).isNull();
    assertThat(api.book(outside)).isNotNull();
  }

  @Test
  @Tag("S1")
  void whoHoldsARecordIsSaidOnlyToThoseWhoMaySeeTheRecord() {
    Long inside = api.books(1, book -> book.setPages(10)).get(0);
    Long outside = api.books(1, book -> book.setPages(500)).get(0);
    ConflictStore conflicts = api.bean(Wiring.class).ports().stores().conflicts();
    TaskKey holder = new TaskKey("holder-of-leaflets");
    List<RecordKey> held =
        List.of(
            new RecordKey("Book", inside.toString()), new RecordKey("Book", outside.toString()));
    conflicts.reserveTargets(holder, holder, held, OnConflict.REFUSE);
    String call = "/conflicts?type=Book&id=%d&id=%d".formatted(inside, outside);
    try {
      assertThat(heldIds(api.get("leafleteer", call))).containsExactly(inside.toString());
      assertThat(heldIds(api.get("viewer", call))).hasSize(2);
      assertThat(heldIds(api.get("admin", call))).hasSize(2);
      Answer bulk =
          api.post(
              "leafleteer",
              "/resources/leaflets/bulk",
              "{\"action\": \"delete\", \"ids\": [%d]}".formatted(outside));
      bulk.hasStatus(200);
      assertThat(bulk.json().at("/counts/skipped").longValue()).isEqualTo(1);
    } finally {
      conflicts.release(holder);
    }
  }

  @Test
  @Tag("S1")
  void aTasksRecordsTellNothingOfWhatIsOutOfTheScope() {
    Long outside = api.books(1, book -> book.setPages(500)).get(0);
    Long missing = api.books(1).get(0);
    api.remove(List.of(missing));
    String key =
        api.post(
                "leafleteer",
                "/resources/leaflets/bulk",
                "{\"action\": \"update\", \"ids\": [%d, %d], \"set\": {\"bestseller\": true}}"
                    .formatted(outside, missing))
            .hasStatus(200)
            .at("/taskKey");

    Answer records = api.get("leafleteer", "/tasks/" + key + "/records").hasStatus(200);
    Answer csv =
        api.send(
            api.request("leafleteer", "/tasks/" + key + "/records")
                .header("Accept", "text/csv")
                .GET());

    List<String> told =
        records
            .json()
            .at("/items")
            .valueStream()
            .map(item -> item.at("/outcome").asString() + ": " + item.at("/reason").asString())
            .toList();
    assertThat(told).hasSize(2).allMatch(told.get(0)::equals);
    String line = "Book,ID,skipped,\"%s\"\r\n".formatted(told.get(0).replace("skipped: ", ""));
    assertThat(csv.body().replace(outside.toString(), "ID").replace(missing.toString(), "ID"))
        .isEqualTo("type,id,outcome,reason\r\n" + line + line);
  }

  @Test
  @Tag("S5")
  void twoResourcesOfOneEntityShareNoSelectionAndNoRequest() {
    Long inside = api.books(1, book -> book.setPages(10)).get(0);
    Long outside = api.books(1, book -> book.setPages(500)).get(0);
    String request =
        "{\"action\": \"update\", \"ids\": [%d, %d], \"set\": {\"bestseller\": true}, \"idempotencyKey\": \"%s\"}"
            .formatted(inside, outside, "shared " + outside);

    Answer leaflets = api.post("librarian", "/resources/leaflets/bulk", request).hasStatus(200);
    Answer books = api.post("librarian", "/resources/books/bulk", request);

    assertThat(leaflets.json().at("/counts/changed").longValue()).isEqualTo(1);
    assertThat(api.book(inside).isBestseller()).isTrue();
    assertThat(api.book(outside).isBestseller()).isFalse();
    books.isProblem(422, "idempotency-key-reused");
    api.post(
            "librarian",
            "/resources/leaflets/bulk",
            "{\"action\": \"update\", \"ids\": [%d], \"set\": {\"description\": \"x\"}}"
                .formatted(inside))
        .isProblem(422, "invalid");
  }

  @Test
  @Tag("S5")
  void recordsOfTwoEntitiesWithOneIdAreHeldApart() {
    Long book = api.books(1).get(0);
    ConflictStore conflicts = api.bean(Wiring.class).ports().stores().conflicts();
    TaskKey holder = new TaskKey("holder-of-a-genre");
    conflicts.reserveTargets(
        holder, holder, List.of(new RecordKey("Genre", book.toString())), OnConflict.REFUSE);
    try {
      api.post("librarian", "/resources/books/bulk", UPDATE.formatted(book)).hasStatus(200);
      assertThat(heldIds(api.get("viewer", "/conflicts?type=Book&id=" + book))).isEmpty();
    } finally {
      conflicts.release(holder);
    }
  }

  private static Stream<String> heldIds(Answer answer) {
    return answer
        .hasStatus(200)
        .json()
        .at("/conflicts")
        .valueStream()
        .map(conflict -> conflict.at("/id").asString());
  }

  @Test
  @Tag("S2")
  void aTaskIsForItsOwnerAndAdministratorsAlone() {
    String key =
        api.post("librarian", "/resources/books/bulk", UPDATE.formatted(ids.get(1)))
            .hasStatus(200)
            .at("/taskKey");

    for (String path : List.of("", "/records", "/events")) {
      api.get("colleague", "/tasks/" + key + path).isProblem(403, "forbidden");
      api.get("nobody", "/tasks/" + key + path).isProblem(403, "forbidden");
    }
    api.post("colleague", "/tasks/" + key + "/cancel", "").isProblem(403, "forbidden");
    api.post("colleague", "/tasks/" + key + "/retry", "").isProblem(403, "forbidden");
    api.get("librarian", "/tasks/" + key).hasStatus(200);
    api.get("admin", "/tasks/" + key).hasStatus(200);
  }

  @Test
  void theListOfTasksHasTheCallersOwnAndAllForAdministrators() {
    String own =
        api.post("librarian", "/resources/books/bulk", UPDATE.formatted(ids.get(2))).at("/taskKey");
    String others =
        api.post("colleague", "/resources/books/bulk", UPDATE.formatted(ids.get(2))).at("/taskKey");

    assertThat(keys("librarian", "")).contains(own).doesNotContain(others);
    assertThat(keys("viewer", "")).isEmpty();
    assertThat(keys("admin", "?size=200")).contains(own, others);
    assertThat(keys("admin", "?user=colleague")).contains(others).doesNotContain(own);
    api.get("librarian", "/tasks?user=colleague").isProblem(403, "forbidden");
  }

  private List<String> keys(String user, String query) {
    return api.get(user, "/tasks" + query)
        .hasStatus(200)
        .json()
        .at("/items")
        .valueStream()
        .map(item -> item.at("/key").asString())
        .toList();
  }

  @Test
  void aTaskThatSomebodyElseRunsIsNotCancelled() {
    api.gate().close();
    String key =
        api.post(
                "librarian",
                "/resources/books/bulk",
                "{\"action\": \"update\", \"ids\": [%d], \"set\": {\"pages\": 6}, \"mode\": \"async\"}"
                    .formatted(ids.get(0)))
            .hasStatus(202)
            .at("/taskKey");

    api.post("colleague", "/tasks/" + key + "/cancel", "").isProblem(403, "forbidden");
    api.post("admin", "/tasks/" + key + "/cancel", "").hasStatus(202);

    api.gate().open();
    await().until(() -> !api.get("librarian", "/tasks/" + key).at("/finishedAt").isEmpty());
  }
}
