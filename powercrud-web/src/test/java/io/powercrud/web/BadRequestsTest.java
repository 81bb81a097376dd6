package io.powercrud.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with a request is answered by its name, and changes nothing. */
@Tag("G13")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestsTest {

  private RunningApi api;
  private Long id;

  @BeforeAll
  void start() {
    api = RunningApi.shared();
    id = api.books(5).get(0);
  }

  private record Wrong(String body, int status, String type, String culprit) {}

  private static Wrong malformed(String body, String culprit) {
    return new Wrong(body, 400, "malformed-request", culprit);
  }

  private static Wrong invalid(String body, String culprit) {
    return new Wrong(body, 422, "invalid", culprit);
  }

  static Stream<Wrong> wrongBulkRequests() {
    String set = "\"set\": {\"bestseller\": true}";
    return Stream.of(
        malformed("", "empty"),
        malformed("{", "JSON"),
        malformed("{\"action\": \"update\",}", "line 1"),
        malformed("{\"action\": update}", "update"),
        malformed("[1, 2]", "array"),
        malformed("\"update\"", "'update'"),
        malformed("null", "null"),
        malformed("{} {}", "JSON"),
        malformed("{\"action\": \"update\", \"action\": \"delete\"}", "action"),
        malformed("[".repeat(2000), "JSON"),
        invalid("{}", "action"),
        invalid("{\"action\": \"update\", \"ids\": [], " + set + "}", "ids"),
        invalid("{\"action\": \"update\", " + set + "}", "ids"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"matching\": {}, " + set + "}", "ids"),
        invalid("{\"action\": \"update\", \"ids\": [1]}", "set"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"set\": {}}", "set"),
        invalid("{\"action\": \"archive\", \"ids\": [1], " + set + "}", "action"),
        invalid("{\"action\": 1, \"ids\": [1], " + set + "}", "action"),
        invalid("{\"action\": null, \"ids\": [1], " + set + "}", "action"),
        invalid("{\"action\": \"update\", \"ids\": null, " + set + "}", "ids"),
        invalid("{\"action\": \"update\", \"ids\": 1, " + set + "}", "ids"),
        invalid("{\"action\": \"update\", \"ids\": [\"x\"], " + set + "}", "ids"),
        invalid("{\"action\": \"update\", \"ids\": [null], " + set + "}", "ids"),
        invalid("{\"action\": \"update\", \"ids\": [{}], " + set + "}", "ids"),
        invalid("{\"action\": \"update\", \"ids\": [1.5], " + set + "}", "ids"),
        invalid("{\"action\": \"update\", \"ids\": [99999999999999999999], " + set + "}", "ids"),
        invalid("{\"action\": \"update\", \"ids\": [true], " + set + "}", "ids"),
        invalid(
            "{\"action\": \"update\", \"ids\": %s, %s}"
                .formatted(IntStream.rangeClosed(1, 201).boxed().toList(), set),
            "ids"),
        invalid("{\"action\": \"update\", \"matching\": {}, " + set + "}", "matching"),
        invalid("{\"action\": \"update\", \"matching\": [], " + set + "}", "matching"),
        invalid("{\"action\": \"update\", \"matching\": {\"isbn\": \"1\"}, " + set + "}", "isbn"),
        invalid("{\"action\": \"update\", \"matching\": {\"nix\": \"1\"}, " + set + "}", "nix"),
        invalid("{\"action\": \"update\", \"matching\": {\"pages\": \"x\"}, " + set + "}", "pages"),
        invalid(
            "{\"action\": \"update\", \"matching\": {\"pages.like\": \"1\"}, " + set + "}",
            "pages"),
        invalid(
            "{\"action\": \"update\", \"matching\": {\"pages\": {\"a\": 1}}, " + set + "}",
            "pages"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"all\": true, " + set + "}", "all"),
        invalid("{\"action\": \"update\", \"matching\": {}, \"all\": \"yes\", " + set + "}", "all"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"set\": {\"isbn\": \"1\"}}", "isbn"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"set\": {\"nix\": 1}}", "nix"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"set\": {\"id\": 1}}", "id"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"set\": {\"pages\": \"many\"}}", "pages"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"set\": {\"pages\": 1e99}}", "pages"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"set\": {\"pages\": [1]}}", "pages"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"set\": {\"pages\": null}}", "pages"),
        invalid(
            "{\"action\": \"update\", \"ids\": [1], \"set\": {\"binding\": \"LEATHERY\"}}",
            "binding"),
        invalid(
            "{\"action\": \"update\", \"ids\": [1], \"set\": {\"bestseller\": 3}}", "bestseller"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"set\": [\"bestseller\"]}", "set"),
        invalid(
            "{\"action\": \"update\", \"ids\": [1], \"set\": {\"description\": \"a\\u0000b\"}}",
            "description"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"clear\": [\"pages\"]}", "pages"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"clear\": [1]}", "clear"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"add\": {\"genres\": 1}}", "genres"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"add\": {\"genres\": [4711]}}", "genres"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"add\": {\"title\": [\"x\"]}}", "title"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"replace\": {\"genres\": []}}", "genres"),
        invalid("{\"action\": \"delete\", \"ids\": [1], " + set + "}", "set"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"mode\": \"fast\", " + set + "}", "mode"),
        invalid(
            "{\"action\": \"update\", \"ids\": [1], \"onConflict\": \"fight\", " + set + "}",
            "onConflict"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"reason\": 5, " + set + "}", "reason"),
        invalid(
            "{\"action\": \"update\", \"ids\": [1], \"reason\": \"%s\", %s}"
                .formatted("x".repeat(1001), set),
            "reason"),
        invalid(
            "{\"action\": \"update\", \"ids\": [1], \"idempotencyKey\": \"%s\", %s}"
                .formatted("x".repeat(201), set),
            "idempotencyKey"),
        invalid(
            "{\"action\": \"update\", \"ids\": [1], \"idempotencyKey\": \" \", %s}".formatted(set),
            "idempotencyKey"),
        invalid(
            "{\"action\": \"update\", \"ids\": [1], \"priority\": 101, " + set + "}", "priority"),
        invalid(
            "{\"action\": \"update\", \"ids\": [1], \"priority\": 1.5, " + set + "}", "priority"),
        invalid(
            "{\"action\": \"update\", \"ids\": [1], \"priority\": \"high\", " + set + "}",
            "priority"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"priority\": 1, " + set + "}", "priority"),
        invalid(
            "{\"action\": \"update\", \"ids\": [1], \"delay\": \"soon\", " + set + "}", "delay"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"delay\": 5, " + set + "}", "delay"),
        invalid(
            "{\"action\": \"update\", \"ids\": [1], \"delay\": \"-PT1S\", " + set + "}", "delay"),
        invalid(
            "{\"action\": \"update\", \"ids\": [1], \"delay\": \"P4000D\", " + set + "}", "delay"),
        invalid(
            "{\"action\": \"update\", \"ids\": [1], \"delay\": \"PT1H\", \"mode\": \"sync\", "
                + set
                + "}",
            "delay"),
        invalid("{\"action\": \"update\", \"ids\": [1], \"dryRun\": true, " + set + "}", "dryRun"));
  }

  @ParameterizedTest
  @MethodSource("wrongBulkRequests")
  void ofABulkOperation(Wrong wrong) {
    String before = api.everything();

    Answer answer = api.post("librarian", "/resources/books/bulk", wrong.body());

    answer.isProblem(wrong.status(), wrong.type());
    assertThat(answer.at("/detail")).contains(wrong.culprit());
    if (wrong.status() == 422) {
      assertThat(
              answer.json().at("/errors").valueStream().map(error -> error.at("/field").asString()))
          .anyMatch(field -> field.contains(wrong.culprit()));
    }
    assertThat(api.everything()).isEqualTo(before);
  }

  @Test
  void namesEverythingThatIsWrongAtOnce() {
    Answer answer =
        api.post(
            "librarian",
            "/resources/books/bulk",
            "{\"action\": \"update\", \"ids\": [1], \"mode\": \"fast\", \"reason\": 1, \"x\": 2}");

    answer.isProblem(422, "invalid");
    assertThat(
            answer.json().at("/errors").valueStream().map(error -> error.at("/field").asString()))
        .contains("mode", "reason", "x");
  }

  @Test
  void saysOneThingOfOneMistake() {
    Answer wrongType =
        api.post(
            "librarian",
            "/resources/books/bulk",
            "{\"action\": \"update\", \"ids\": 1, \"set\": {\"bestseller\": true}}");
    Answer wrongParameter = api.get("librarian", "/resources/books?size=0");

    assertThat(wrongType.at("/detail")).isEqualTo("ids: must be an array, not the number 1");
    assertThat(wrongParameter.at("/detail"))
        .isEqualTo("Parameter size: must be a whole number from 1 to 500, not '0'");
  }

  @Test
  @Tag("S4")
  void refusesAFilterThatMatchesTooManyRecords() {
    List<Long> many = api.books(Wiring.MAX_MATCHING + 1, book -> book.setTitle("one of too many"));
    String before = api.everything();

    Answer answer =
        api.post(
            "librarian",
            "/resources/books/bulk",
            "{\"action\": \"update\", \"matching\": {\"title\": \"one of too many\"}, \"set\": {\"pages\": 1}}");

    answer.isProblem(422, "invalid");
    assertThat(answer.at("/detail")).contains("matching", "1,001", "1,000");
    assertThat(api.everything()).isEqualTo(before);
    api.remove(many);
  }

  @Test
  @Tag("S4")
  void refusesATaskMoreThanAUserMayHaveOpenUntilOneOfThemHasEnded() {
    List<Long> ids = api.books(Wiring.MAX_OPEN_TASKS + 1);
    api.gate().close();
    List<String> keys =
        ids.subList(1, ids.size()).stream()
            .map(each -> inBackground(each).hasStatus(202).at("/taskKey"))
            .toList();
    String before = books();

    Answer refused = inBackground(ids.get(0));
    Answer again = inBackground(ids.get(1));

    refused.isProblem(429, "too-many-tasks");
    assertThat(refused.at("/detail")).contains("colleague", "20");
    assertThat(refused.header("Retry-After")).isPresent();
    assertThat(again.hasStatus(202).at("/taskKey")).isEqualTo(keys.get(0));
    assertThat(books()).isEqualTo(before);
    assertThat(api.get("viewer", "/conflicts?type=Book&id=" + ids.get(0)).at("/total"))
        .isEqualTo("0");
    String another =
        api.post("librarian", "/resources/books/bulk", background(ids.get(0)))
            .hasStatus(202)
            .at("/taskKey");

    api.gate().open();
    awaitEnd(another);
    keys.forEach(this::awaitEnd);
    awaitEnd(inBackground(ids.get(0)).hasStatus(202).at("/taskKey"));
  }

  private void awaitEnd(String key) {
    await().until(() -> !api.get("admin", "/tasks/" + key).at("/finishedAt").isEmpty());
  }

  private Answer inBackground(Long book) {
    return api.post("colleague", "/resources/books/bulk", background(book));
  }

  private static String background(Long book) {
    return "{\"action\": \"update\", \"ids\": [%d], \"set\": {\"pages\": 8}, \"mode\": \"async\", \"onConflict\": \"skip\", \"idempotencyKey\": \"book %d\"}"
        .formatted(book, book);
  }

  private String books() {
    return api.jdbc().sql("SELECT * FROM book ORDER BY id").query().listOfRows().toString();
  }

  @Test
  void refusesABodyThatIsTooLarge() {
    String ids =
        IntStream.rangeClosed(1, 1_200_000)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(",", "[", "]"));
    String before = api.everything();

    Answer answer =
        api.post(
            "librarian",
            "/resources/books/bulk",
            "{\"action\": \"update\", \"ids\": %s, \"set\": {\"pages\": 1}}".formatted(ids));

    answer.isProblem(413, "too-large");
    assertThat(answer.at("/detail")).contains("65,536 bytes");
    assertThat(api.everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"text/plain", "application/xml", "application/x-www-form-urlencoded", "nonsense"})
  void refusesABodyThatIsNoJsonByItsContentType(String contentType) {
    Answer answer =
        api.send(
            api.request("librarian", "/resources/books/bulk")
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString("{\"action\": \"delete\", \"ids\": [1]}")));

    answer.isProblem(415, "unsupported-media-type");
    assertThat(answer.at("/detail")).contains(contentType);
  }

  @ParameterizedTest
  @CsvSource({
    "/resources/books?page=-1, page",
    "/resources/books?page=x, page",
    "/resources/books?size=0, size",
    "/resources/books?size=100000, size",
    "/resources/books?page=1&page=2, page",
    "/resources/books?sort=nix, sort",
    "/resources/books?sort=%20, sort",
    "/resources/books?title=a&title=b, title",
    "/resources/books?nix=1, nix",
    "/resources/books?pages=x, pages",
    "/resources/books?pages.gte=x, pages",
    "/resources/books?pages.like=1, pages",
    "/resources/books?binding=LEATHERY, binding",
    "/resources/books?title=%00, title",
    "/tasks?status=DONE, status",
    "/tasks?status=running, status",
    "/tasks?page=99999999999, page",
    "/tasks?size=-5, size",
    "/tasks?owner=me, owner",
    "/conflicts, type",
    "/conflicts?type=Book, id",
    "/conflicts?type=Nix&id=1, type",
    "/conflicts?type=Book&id=x, id",
    "/conflicts?type=Book&type=Genre&id=1, type"
  })
  void ofAQuery(String path, String culprit) {
    Answer answer = api.get("librarian", path);

    answer.isProblem(400, "malformed-request");
    assertThat(answer.at("/detail")).contains(culprit);
  }

  @Test
  void namesWhatThereIsNot() {
    assertThat(api.get("librarian", "/nothing").isProblem(404, "not-found").at("/detail"))
        .contains("/powercrud/api/nothing");
    assertThat(api.get("librarian", "/resources/cars").isProblem(404, "not-found").at("/detail"))
        .contains("'cars'", "books");
    assertThat(
            api.post("librarian", "/resources/cars/bulk", "{}")
                .isProblem(404, "not-found")
                .at("/detail"))
        .contains("'cars'");
    Answer method = api.delete("librarian", "/tasks").isProblem(405, "method-not-allowed");
    assertThat(method.header("Allow")).hasValue("GET");
  }

  @ParameterizedTest
  @Tag("S3")
  @CsvSource({"x", "1.5", "99999999999999999999", "'%20'", "null", "-", "1%2C2"})
  void answersAnIdThatIsNoNumberAsNotFound(String text) {
    api.get("viewer", "/resources/books/" + text).isProblem(404, "not-found");
    api.patch("librarian", "/resources/books/" + text, "{\"title\": \"x\"}")
        .isProblem(404, "not-found");
    api.delete("librarian", "/resources/books/" + text).isProblem(404, "not-found");
  }

  static final List<Wrong> wrongEdits =
      List.of(
          malformed("{", "JSON"),
          malformed("[]", "array"),
          invalid("{}", "fields"),
          invalid("{\"nix\": 1}", "nix"),
          invalid("{\"id\": 1}", "id"),
          invalid("{\"isbn\": \"1\"}", "isbn"),
          invalid("{\"pages\": \"many\"}", "pages"),
          invalid("{\"pages\": null}", "pages"),
          invalid("{\"pages\": 0}", "pages"),
          invalid("{\"title\": \"\"}", "title"),
          invalid("{\"title\": \"%s\"}".formatted("x".repeat(201)), "title"),
          invalid("{\"title\": {\"a\": 1}}", "title"),
          invalid("{\"title\": \"a\\u0000b\"}", "title"),
          invalid("{\"binding\": \"LEATHERY\"}", "binding"),
          invalid("{\"author\": 4711}", "author"),
          invalid("{\"author\": \"x\"}", "author"),
          invalid("{\"genres\": 1}", "genres"),
          invalid("{\"genres\": [4711]}", "genres"),
          invalid("{\"title\": \"x\", \"version\": true}", "version"));

  @ParameterizedTest
  @FieldSource
  void wrongEdits(Wrong wrong) {
    String before = api.everything();

    Answer answer = api.patch("librarian", "/resources/books/" + id, wrong.body());

    answer.isProblem(wrong.status(), wrong.type());
    assertThat(answer.at("/detail")).contains(wrong.culprit());
    assertThat(api.everything()).isEqualTo(before);
  }

  @Test
  void refusesTheSameIdempotencyKeyForAnotherRequestAndAnswersTheSameOneAgain() {
    String body =
        "{\"action\": \"update\", \"ids\": [%d], \"set\": {\"pages\": %d}, \"idempotencyKey\": \"k\"}";
    Answer first =
        api.post("librarian", "/resources/books/bulk", body.formatted(id, 77)).hasStatus(200);

    Answer again = api.post("librarian", "/resources/books/bulk", body.formatted(id, 77));
    Answer other = api.post("librarian", "/resources/books/bulk", body.formatted(id, 78));

    again.hasStatus(200);
    assertThat(again.json()).isEqualTo(first.json());
    other.isProblem(422, "idempotency-key-reused");
    assertThat(other.at("/detail")).contains("'k'", first.at("/taskKey"));
    assertThat(api.book(id).getPages()).isEqualTo(77);
    api.post("colleague", "/resources/books/bulk", body.formatted(id, 79)).hasStatus(200);
  }
}
