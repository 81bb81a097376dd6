package io.powercrud.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Who gets what answer to each call: every endpoint that the router has, for every kind of user.
 */
@Tag("G12")
@Tag("S1")
@Tag("S2")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixTest {

  /** The kinds of user; a resource is scoped for all of them, administrators included. */
  private enum Who {
    ANONYMOUS(null),
    VIEWER("viewer"),
    EDITOR("leafleteer"),
    OWNER("keeper"),
    ADMINISTRATOR("admin");

    private final @Nullable String user;

    Who(@Nullable String user) {
      this.user = user;
    }
  }

  /**
   * A call and its answers.
   *
   * @param route the route as the router has it
   * @param path the address; INSIDE and OUTSIDE stand for records, TASK for the owner's task, OPEN
   *     for one of his that has not begun, and FAILED for one that has failed
   * @param accept the form of the answer
   * @param expected the status for each kind of user, and after a plus how many records were
   *     changed where the status alone doesn't say
   */
  private record Row(String route, String path, String accept, String body, String expected) {

    HttpMethod method() {
      return HttpMethod.valueOf(route.substring(0, route.indexOf(' ')));
    }

    String expectedFor(Who who) {
      return expected.split(" ", -1)[List.of(Who.values()).indexOf(who)];
    }

    @Override
    public String toString() {
      return method() + " " + path + " " + body;
    }
  }

  private static final String JSON = "application/json";
  private static final String ALL = "/resources/{resource}";
  private static final String ONE = "/resources/{resource}/{id}";
  private static final String BULK = "POST /resources/{resource}/bulk";

  private static Row get(String pattern, String path, String expected) {
    return new Row("GET " + pattern, path, JSON, "", expected);
  }

  private static Row bulk(String body, String expected) {
    return new Row(BULK, "/resources/leaflets/bulk", JSON, body, expected);
  }

  private static final List<Row> ROWS =
      List.of(
          get(ALL, "/resources/leaflets", "401 200 200 403 200"),
          new Row(
              "POST " + ALL,
              "/resources/leaflets",
              JSON,
              "{\"title\": \"new\", \"pages\": 7}",
              "401 403 201 403 201"),
          new Row(
              "POST " + ALL,
              "/resources/leaflets",
              JSON,
              "{\"title\": \"out of the scope\", \"pages\": 700}",
              "401 403 422 403 422"),
          get(ONE, "/resources/leaflets/INSIDE", "401 200 200 403 200"),
          get(ONE, "/resources/leaflets/OUTSIDE", "401 404 404 403 404"),
          new Row(
              "PATCH " + ONE,
              "/resources/leaflets/INSIDE",
              JSON,
              "{\"title\": \"changed\"}",
              "401 403 200 200 200"),
          new Row(
              "PATCH " + ONE,
              "/resources/leaflets/OUTSIDE",
              JSON,
              "{\"title\": \"changed\"}",
              "401 403 404 404 404"),
          new Row(
              "PATCH " + ONE,
              "/resources/leaflets/INSIDE",
              JSON,
              "{\"pages\": 700}",
              "401 403 422 422 422"),
          new Row("DELETE " + ONE, "/resources/leaflets/INSIDE", JSON, "", "401 403 204 403 204"),
          new Row("DELETE " + ONE, "/resources/leaflets/OUTSIDE", JSON, "", "401 403 404 403 404"),
          bulk(
              "{\"action\": \"update\", \"ids\": [INSIDE], \"set\": {\"bestseller\": true}}",
              "401 403 200+1 200+1 200+1"),
          bulk(
              "{\"action\": \"update\", \"ids\": [OUTSIDE], \"set\": {\"bestseller\": true}}",
              "401 403 200+0 200+0 200+0"),
          bulk(
              "{\"action\": \"update\", \"matching\": {\"title\": \"MARK\"}, \"set\": {\"bestseller\": true}}",
              "401 403 200+1 200+1 200+1"),
          bulk("{\"action\": \"delete\", \"ids\": [INSIDE, OUTSIDE]}", "401 403 200+1 403 200+1"),
          bulk(
              "{\"action\": \"delete\", \"matching\": {\"title\": \"MARK\"}}",
              "401 403 200+1 403 200+1"),
          get("/tasks", "/tasks", "401 200 200 200 200"),
          get("/tasks", "/tasks?user=keeper", "401 403 403 200 200"),
          get("/tasks/{key}", "/tasks/TASK", "401 403 403 200 200"),
          get("/tasks/{key}/events", "/tasks/TASK/events", "401 403 403 200 200"),
          get("/tasks/{key}/records", "/tasks/TASK/records", "401 403 403 200 200"),
          new Row(
              "GET /tasks/{key}/records",
              "/tasks/TASK/records",
              "text/csv",
              "",
              "401 403 403 200 200"),
          new Row(
              "POST /tasks/{key}/cancel", "/tasks/TASK/cancel", JSON, "", "401 403 403 409 409"),
          new Row(
              "POST /tasks/{key}/cancel", "/tasks/OPEN/cancel", JSON, "", "401 403 403 202 202"),
          new Row("POST /tasks/{key}/retry", "/tasks/TASK/retry", JSON, "", "401 403 403 409 409"),
          new Row(
              "POST /tasks/{key}/retry", "/tasks/FAILED/retry", JSON, "", "401 403 403 202 202"),
          new Row(
              "POST /tasks/{key}/force-release",
              "/tasks/OPEN/force-release",
              JSON,
              "{\"reason\": \"stuck\"}",
              "401 403 403 403 200"),
          new Row(
              "POST /tasks/{key}/force-release",
              "/tasks/TASK/force-release",
              JSON,
              "{\"reason\": \"stuck\"}",
              "401 403 403 403 409"),
          new Row(
              "POST /tasks/{key}/force-release",
              "/tasks/none-of-this-name/force-release",
              JSON,
              "{\"reason\": \"stuck\"}",
              "401 403 403 403 404"),
          get("/pauses", "/pauses", "401 403 403 403 200"),
          new Row(
              "POST /pauses",
              "/pauses",
              JSON,
              "{\"type\": \"bulk-delete\", \"reason\": \"too hot\"}",
              "401 403 403 403 200"),
          new Row("DELETE /pauses", "/pauses?type=bulk-delete", JSON, "", "401 403 403 403 204"),
          get("/conflicts", "/conflicts?type=Book&id=INSIDE&id=OUTSIDE", "401 200 200 403 200"));

  private RunningApi api;
  private String task;

  @BeforeAll
  void start() {
    api = RunningApi.shared();
    Long inside = api.books(1, book -> book.setPages(10)).get(0);
    task =
        api.post(
                "keeper",
                "/resources/leaflets/bulk",
                "{\"action\": \"update\", \"ids\": [%d], \"set\": {\"bestseller\": true}}"
                    .formatted(inside))
            .hasStatus(200)
            .at("/taskKey");
  }

  private static Stream<Object[]> calls() {
    return ROWS.stream()
        .flatMap(row -> Stream.of(Who.values()).map(who -> new Object[] {who, row}));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("calls")
  void isAnsweredAndDoneOnlyWhereItMayBe(Who who, Row row) {
    String mark = "mark " + who + " " + System.identityHashCode(row);
    Long inside = book(mark, 10);
    Long outside = book(mark, 500);
    String key = taskFor(row);
    Function<String, String> filled =
        text ->
            text.replace("INSIDE", inside.toString())
                .replace("OUTSIDE", outside.toString())
                .replaceAll("TASK|OPEN|FAILED", key)
                .replace("MARK", mark);
    String expected = row.expectedFor(who);
    String before = api.everything();

    HttpRequest.Builder request =
        RunningApi.json(api.request(who.user, filled.apply(row.path())))
            .header("Accept", row.accept())
            .method(row.method().name(), BodyPublishers.ofString(filled.apply(row.body())));
    Answer answer = api.send(request);

    answer.hasStatus(Integer.parseInt(expected.substring(0, 3)));
    if (answer.status() != 204) {
      assertThat(answer.header("Cache-Control").orElseThrow())
          .containsAnyOf("no-store", "no-cache");
    }
    if (answer.status() >= 400) {
      answer.isProblem(answer.status(), answer.at("/type").replaceAll(".*:", ""));
    }
    if (expected.contains("+")) {
      assertThat(answer.json().at("/counts/changed").asString()).isEqualTo(expected.substring(4));
    }
    if (answer.status() >= 400 || row.method().equals(HttpMethod.GET)) {
      assertThat(api.everything()).isEqualTo(before);
    }
    assertThat(api.book(outside)).as("a record out of the scope").isNotNull();
    assertThat(api.book(outside).getTitle()).isEqualTo(mark);
    assertThat(api.book(outside).isBestseller()).isFalse();
    assertThat(idsIn(answer, row)).doesNotContain(outside.toString());
  }

  private String taskFor(Row row) {
    if (row.path().contains("OPEN")) {
      return launched(", \"delay\": \"PT1H\"");
    }
    if (!row.path().contains("FAILED")) {
      return task;
    }
    api.gate()
        .onSave(
            book -> {
              throw new IllegalStateException("not today");
            });
    String failed = launched("");
    await().until(() -> api.get("keeper", "/tasks/" + failed).at("/status").equals("FAILED"));
    api.gate().onSave(book -> {});
    return failed;
  }

  /** The owner's task in the background, on a record that no other test has. */
  private String launched(String more) {
    return api.post(
            "keeper",
            "/resources/leaflets/bulk",
            "{\"action\": \"update\", \"ids\": [%d], \"set\": {\"bestseller\": true}, \"mode\": \"async\"%s}"
                .formatted(book("the owner's", 10), more))
        .hasStatus(202)
        .at("/taskKey");
  }

  @AfterEach
  void endWhatIsOpen() {
    if (!openTasks().isEmpty()) {
      openTasks().forEach(key -> api.post("admin", "/tasks/" + key + "/cancel", ""));
      await().until(() -> openTasks().isEmpty());
    }
  }

  private List<String> openTasks() {
    return api.jdbc()
        .sql("SELECT task_key FROM powercrud_task WHERE finished_at IS NULL")
        .query(String.class)
        .list();
  }

  private Long book(String title, int pages) {
    return api.books(
            1,
            book -> {
              book.setTitle(title);
              book.setPages(pages);
            })
        .get(0);
  }

  private static List<String> idsIn(Answer answer, Row row) {
    return answer.status() == 200 && row.route().endsWith(ALL)
        ? answer.json().at("/items").valueStream().map(item -> item.at("/id").asString()).toList()
        : List.of();
  }

  @Test
  void hasARowForEveryEndpointOfTheRouter() {
    Set<String> inTheMatrix = ROWS.stream().map(Row::route).collect(Collectors.toSet());

    assertThat(Endpoints.of(api.bean(RestApi.class).routes()))
        .as("an endpoint that is new here needs a row for each way to call it")
        .hasSizeGreaterThan(10)
        .allSatisfy(endpoint -> assertThat(inTheMatrix).contains(endpoint));
  }

  /** What a router answers: methods and paths. */
  private static final class Endpoints implements RouterFunctions.Visitor {

    private static final Pattern ROUTE =
        Pattern.compile("\\(?([A-Z]+) && " + RunningApi.BASE_PATH + "(/[^ )]*)\\)?");

    private final Set<String> found = new TreeSet<>();

    static List<String> of(RouterFunction<ServerResponse> routes) {
      Endpoints endpoints = new Endpoints();
      routes.accept(endpoints);
      return new ArrayList<>(endpoints.found);
    }

    @Override
    public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
      Matcher route = ROUTE.matcher(predicate.toString());
      if (route.matches()) {
        found.add(route.group(1) + " " + route.group(2));
      }
    }

    @Override
    public void startNested(RequestPredicate predicate) {
      throw new IllegalStateException("The routes are nested; look into " + predicate);
    }

    @Override
    public void endNested(RequestPredicate predicate) {}

    @Override
    public void resources(Function<ServerRequest, java.util.Optional<Resource>> lookup) {}

    @Override
    public void attributes(java.util.Map<String, Object> attributes) {}

    @Override
    public void unknown(RouterFunction<?> routes) {
      throw new IllegalStateException("What are the routes of " + routes);
    }
  }
}
