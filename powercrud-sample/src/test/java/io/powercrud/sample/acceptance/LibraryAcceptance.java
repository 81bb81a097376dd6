package io.powercrud.sample.acceptance;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.powercrud.database.TestDatabase;
import io.powercrud.sample.RunningLibrary;
import io.powercrud.sample.acceptance.ApiClient.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The main job from end to end, through HTTP. Each test has books of its own, by their year, so
 * that none depends on another.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LibraryAcceptance {

  private static final int BOOKS = 2000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Set<String> ENDED = Set.of("SUCCEEDED", "PARTIAL", "FAILED", "CANCELLED");

  private final TestDatabase database;
  private RunningLibrary library;
  private ApiClient librarian;
  private ApiClient viewer;
  private ApiClient nobody;

  LibraryAcceptance(TestDatabase database) {
    this.database = database;
  }

  @BeforeAll
  void start() {
    library =
        RunningLibrary.start(
            database.fresh(), "--sample.books=" + BOOKS, "--sample.child-delay=3ms");
    librarian = new ApiClient(library.address(), "librarian");
    viewer = new ApiClient(library.address(), "viewer");
    nobody = new ApiClient(library.address(), null);
  }

  @AfterAll
  void stop() {
    library.close();
  }

  @Test
  @DisplayName(
      "A bulk update runs in the background under one key, with its nested work inside, and is alone with its records")
  void runsInTheBackground() {
    String filter = "bestseller=false&published.lte=1900";
    long matching = librarian.count(filter);
    String held = librarian.ids(filter, 1).get(0);

    String task = launch("{'bestseller':'false','published.lte':'1900'}");
    await()
        .atMost(PATIENCE)
        .until(
            () -> task(task).at("/progress/message").asString(""),
            said -> said.matches("genre \\d+ of \\d+: .+"));

    assertThat(task(task).get("status").asString()).isEqualTo("RUNNING");
    assertThat(holders("Book", List.of(held))).containsOnly(task);
    await().atMost(PATIENCE).until(() -> holders("Genre", genreIds()).contains(task));
    Answer second = bulk("'matching':{'published.lte':'1850'},'set':{'bestseller':true}");
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.body().get("conflicts").get(0).get("taskKey").asString()).isEqualTo(task);
    assertThat(second.body().get("total").asLong()).isPositive();
    Answer edit = librarian.patch("/resources/books/" + held, json("{'pages':99}"));
    assertThat(edit.status()).isEqualTo(409);

    JsonNode ended = awaitEnd(task);
    assertThat(ended.get("status").asString()).isEqualTo("SUCCEEDED");
    assertThat(ended.at("/counts/changed").asLong()).isEqualTo(matching);
    assertThat(ended.get("reservations").asLong()).isZero();
    assertThat(holders("Book", List.of(held))).isEmpty();
    assertThat(holders("Genre", genreIds())).isEmpty();
    assertThat(librarian.count(filter)).isZero();

    String again = launch("{'published.lte':'1850'}");
    assertThat(awaitEnd(again).get("status").asString()).isEqualTo("SUCCEEDED");
  }

  @Test
  @DisplayName("A book that fails validation is listed with its reason, and all others are changed")
  void reportsTheBookThatFails() {
    String filter = "bestseller=false&published.gte=1901&published.lte=1930";
    long matching = librarian.count(filter);
    String book = librarian.ids(filter, 1).get(0);
    await()
        .atMost(PATIENCE)
        .until(
            () -> librarian.patch("/resources/books/" + book, json("{'isbn':null}")).status(),
            status -> status == 200);

    String task = launch("{'bestseller':'false','published.gte':'1901','published.lte':'1930'}");

    JsonNode ended = awaitEnd(task);
    assertThat(ended.get("status").asString()).isEqualTo("PARTIAL");
    assertThat(ended.at("/counts/changed").asLong()).isEqualTo(matching - 1);
    assertThat(ended.at("/counts/failed").asLong()).isEqualTo(1);
    JsonNode failed =
        librarian.get("/tasks/%s/records?outcome=failed".formatted(task)).body().get("items");
    assertThat(failed.size()).isEqualTo(1);
    assertThat(failed.get(0).get("id").asString()).isEqualTo(book);
    assertThat(failed.get(0).get("reason").asString()).contains("a bestseller needs an ISBN");
    assertThat(librarian.count(filter)).isEqualTo(1);
  }

  @Test
  @DisplayName("Two disjoint jobs that share every genre both succeed, and the genres are right")
  void sharesTheGenres() {
    String odd = launch("{'published.gte':'1931','published.lte':'1960'}");
    String even = launch("{'published.gte':'1961'}");

    assertThat(awaitEnd(odd).get("status").asString()).isEqualTo("SUCCEEDED");
    assertThat(awaitEnd(even).get("status").asString()).isEqualTo("SUCCEEDED");
    assertGenresAreCounted();
  }

  @Test
  @DisplayName("The catalogue has as many books as were asked for")
  void isLoaded() {
    assertThat(librarian.count("")).isEqualTo(BOOKS);
    assertThat(librarian.count("title.contains=Emma")).isGreaterThan(1);
    assertGenresAreCounted();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "422 | ids      | {'action':'update','ids':[],'set':{'bestseller':true}}",
        "422 | set      | {'action':'update','ids':[1]}",
        "422 | isbn     | {'action':'update','ids':[1],'set':{'isbn':'9795000000013'}}",
        "422 | pages    | {'action':'update','ids':[1],'set':{'pages':'many'}}",
        "422 | one      | {'action':'update','ids':['one'],'set':{'bestseller':true}}",
        "422 | action   | {'action':'upgrade','ids':[1],'set':{'bestseller':true}}",
        "422 | version  | {'action':'update','matching':{'version':'1'},'set':{'bestseller':true}}",
        "422 | all      | {'action':'update','matching':{},'set':{'bestseller':true}}",
        "400 |          | {'action':'update'",
      })
  @DisplayName("A request that makes no sense is answered with what is wrong, and changes nothing")
  void refuses(int status, String named, String body) {
    long before = librarian.count("bestseller=true");

    Answer answer = librarian.post("/resources/books/bulk", json(body));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.response().headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(answer.response().body()).contains(named == null ? "" : named);
    assertThat(librarian.count("bestseller=true")).isEqualTo(before);
  }

  @Test
  @DisplayName("An unknown constant of an enumeration is refused with those that there are")
  void refusesAnUnknownConstant() {
    Answer answer =
        librarian.post(
            "/resources/profiles/bulk",
            json("{'action':'update','ids':[1],'set':{'status':'FAMOUS'}}"));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.response().body()).contains("status", "FAMOUS");
  }

  @Test
  @DisplayName("Ten megabytes of ids are refused")
  void refusesTooMuch() {
    String ids = Stream.generate(() -> "1234567").limit(1_310_720).collect(joining(","));

    Answer answer =
        librarian.post(
            "/resources/books/bulk",
            json("{'action':'update','set':{'bestseller':true},'ids':[" + ids + "]}"));

    assertThat(answer.status()).isBetween(400, 499);
  }

  @Test
  @DisplayName("A task that never was is not found")
  void findsNoUnknownTask() {
    assertThat(librarian.get("/tasks/never-was").status()).isEqualTo(404);
  }

  @Test
  @DisplayName("Saving authors counts each of their genres by a child, before the task has ended")
  void countsTheGenresOfAuthorsByChildren() {
    String body = json("{'action':'update','ids':[1,2,3],'set':{'bio':'Known.'},'mode':'async'}");

    String key = librarian.post("/resources/authors/bulk", body).body().get("taskKey").asString();

    JsonNode ended = awaitEnd(key);
    assertThat(ended.get("status").asString()).as(ended.toString()).isEqualTo("SUCCEEDED");
    assertThat(ended.get("counts").get("changed").asLong()).isEqualTo(3);
    assertThat(ended.get("children").valueStream())
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(
            child -> {
              assertThat(child.get("type").asString()).isEqualTo("recount-genre");
              assertThat(child.get("status").asString()).isEqualTo("SUCCEEDED");
              JsonNode shown = task(child.get("key").asString());
              assertThat(shown.get("parent").asString()).isEqualTo(key);
              assertThat(shown.get("finishedAt").asString())
                  .isLessThanOrEqualTo(ended.get("finishedAt").asString());
            });
    assertThat(holders("Genre", genreIds())).doesNotContain(key);
    assertGenresAreCounted();
  }

  @Test
  @DisplayName("Saving one author launches a task whose children count, and it waits for them")
  void countsTheGenresOfOneAuthorByChildrenOfATaskOfItsOwn() {
    assertThat(librarian.patch("/resources/authors/4", json("{'bio':'Well known.'}")).status())
        .isEqualTo(200);

    JsonNode task =
        await()
            .atMost(PATIENCE)
            .until(
                () -> librarian.get("/tasks?type=recount-each-genre").body().get("items").get(0),
                found -> found != null && ENDED.contains(found.get("status").asString()));
    assertThat(task.get("status").asString()).isEqualTo("SUCCEEDED");
    assertThat(task.get("childCounts").get("SUCCEEDED").asLong()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"books", "authors", "genres", "profiles"})
  @DisplayName("A viewer may read and not write, and nobody neither")
  void isClosed(String resource) {
    String path = "/resources/" + resource;
    String bulk = json("{'action':'update','ids':[1],'set':{'bio':'x'}}");

    assertThat(viewer.get(path).status()).isEqualTo(200);
    assertThat(viewer.post(path + "/bulk", bulk).status()).isEqualTo(403);
    assertThat(viewer.post(path, "{}").status()).isEqualTo(403);
    assertThat(viewer.patch(path + "/1", "{}").status()).isEqualTo(403);
    assertThat(viewer.delete(path + "/1").status()).isEqualTo(403);
    assertThat(nobody.get(path).status()).isEqualTo(401);
    assertThat(nobody.post(path + "/bulk", bulk).status()).isEqualTo(401);
  }

  private String launch(String matching) {
    Answer answer = bulk("'matching':" + matching + ",'set':{'bestseller':true}");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
    String task = answer.body().get("taskKey").asString();
    assertThat(answer.response().headers().firstValue("Location"))
        .hasValueSatisfying(location -> assertThat(location).endsWith("/tasks/" + task));
    return task;
  }

  private Answer bulk(String members) {
    return librarian.post(
        "/resources/books/bulk", json("{'action':'update','reason':'check'," + members + "}"));
  }

  private JsonNode task(String key) {
    return librarian.get("/tasks/" + key).body();
  }

  private JsonNode awaitEnd(String key) {
    return await()
        .atMost(PATIENCE)
        .until(() -> task(key), task -> ENDED.contains(task.get("status").asString()));
  }

  private List<String> holders(String type, List<String> ids) {
    String query = ids.stream().map(id -> "&id=" + id).collect(joining());
    return librarian
        .get("/conflicts?type=" + type + query)
        .body()
        .get("conflicts")
        .valueStream()
        .map(conflict -> conflict.get("taskKey").asString())
        .toList();
  }

  private JsonNode genres() {
    return librarian.get("/resources/genres?size=100").body().get("items");
  }

  private List<String> genreIds() {
    return genres().valueStream().map(genre -> genre.get("id").asString()).toList();
  }

  private void assertGenresAreCounted() {
    assertThat(genres().valueStream())
        .hasSizeGreaterThanOrEqualTo(25)
        .allSatisfy(
            genre ->
                assertThat(genre.get("numberOfBooks").asLong())
                    .isEqualTo(librarian.count("genres=" + genre.get("id").asString())));
  }

  private static String json(String withSingleQuotes) {
    return withSingleQuotes.replace('\'', '"');
  }
}
