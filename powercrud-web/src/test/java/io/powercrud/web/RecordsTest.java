package io.powercrud.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.testmodel.Book;
import io.powercrud.testmodel.Country;
import io.powercrud.testmodel.OrderLine;
import io.powercrud.testmodel.OrderLineId;
import jakarta.persistence.EntityManager;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Records one by one and in lists, through the REST API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordsTest {

  private RunningApi api;
  private Long id;

  @BeforeAll
  void start() {
    api = RunningApi.shared();
  }

  @BeforeEach
  void addABook() {
    id = api.books(1).get(0);
  }

  private String path() {
    return "/resources/books/" + id;
  }

  @Test
  void showsARecordWithItsVersionAsETag() {
    Answer book = api.get("viewer", path()).hasStatus(200);

    assertThat(book.json().propertyNames())
        .containsExactly(
            "id",
            "version",
            "title",
            "author",
            "genres",
            "bestseller",
            "pages",
            "published",
            "binding",
            "heldBy");
    assertThat(book.json().at("/id").longValue()).isEqualTo(id);
    assertThat(book.json().at("/heldBy").isNull()).isTrue();
    assertThat(book.header("ETag")).hasValue("\"%s\"".formatted(book.at("/version")));
  }

  @Test
  void refusesAnEditOfAnotherVersionAndShowsTheRecordAsItIs() {
    String version = api.get("viewer", path()).at("/version");
    String edit = "{\"title\": \"%s\", \"version\": %s}";
    api.patch("librarian", path(), edit.formatted("first", version)).hasStatus(200);

    Answer inBody = api.patch("librarian", path(), edit.formatted("second", version));
    Answer inHeader =
        api.send(
            RunningApi.json(api.request("librarian", path()))
                .header("If-Match", "\"%s\"".formatted(version))
                .method("PATCH", BodyPublishers.ofString("{\"title\": \"second\"}")));
    Answer deletion =
        api.send(
            api.request("librarian", path())
                .header("If-Match", "\"%s\"".formatted(version))
                .DELETE());

    assertThat(List.of(inBody, inHeader, deletion))
        .allSatisfy(
            answer -> {
              answer.isProblem(412, "stale");
              assertThat(answer.at("/current/title")).isEqualTo("first");
              assertThat(answer.at("/current/version")).isNotEqualTo(version);
            });
    assertThat(api.book(id).getTitle()).isEqualTo("first");
  }

  @Test
  void takesTheCurrentVersionInTheHeader() {
    Answer edited =
        api.send(
            RunningApi.json(api.request("librarian", path()))
                .header("If-Match", api.get("viewer", path()).header("ETag").orElseThrow())
                .method("PATCH", BodyPublishers.ofString("{\"title\": \"new\"}")));

    edited.hasStatus(200);
    assertThat(api.book(id).getTitle()).isEqualTo("new");
    api.send(
            RunningApi.json(api.request("librarian", path()))
                .header("If-Match", "nonsense")
                .method("PATCH", BodyPublishers.ofString("{\"title\": \"newer\"}")))
        .isProblem(400, "malformed-request");
  }

  @Test
  void createsARecordAndSaysWhereItIs() {
    Answer created =
        api.post("librarian", "/resources/books", "{\"title\": \"made\", \"pages\": 12}")
            .hasStatus(201);

    assertThat(created.header("Location"))
        .hasValue(RunningApi.BASE_PATH + "/resources/books/" + created.at("/id"));
    assertThat(api.get("viewer", "/resources/books/" + created.at("/id")).at("/title"))
        .isEqualTo("made");
    Answer invalid = api.post("librarian", "/resources/books", "{\"pages\": 0, \"title\": \" \"}");
    invalid.isProblem(422, "invalid");
    assertThat(
            invalid.json().at("/errors").valueStream().map(error -> error.at("/field").asString()))
        .containsExactlyInAnyOrder("pages", "title");
  }

  @Test
  void takesAnyIdThatIsUrlEncoded() {
    api.inTransaction(
        entityManager -> {
          entityManager.persist(new Country("Åland & Öland?"));
          entityManager.persist(new OrderLine(new OrderLineId(71, "a b"), 5));
          return null;
        });

    Answer country = api.get("viewer", "/resources/countries/%C3%85land%20%26%20%C3%96land%3F");
    Answer line = api.get("viewer", "/resources/order-lines/71:a%20b");

    assertThat(country.hasStatus(200).at("/id")).isEqualTo("Åland & Öland?");
    assertThat(line.hasStatus(200).json().at("/quantity").intValue()).isEqualTo(5);
  }

  @Test
  void showsAndChangesARecordWhoseIdIsTooLongForAnyTaskToHold() {
    String code = "long".repeat(110);
    api.inTransaction(
        entityManager -> {
          entityManager.persist(new Country(code));
          return null;
        });

    Answer list = api.get("viewer", "/resources/countries?size=500").hasStatus(200);
    Answer changed =
        api.patch("librarian", "/resources/countries/" + code, "{\"visited\": true}")
            .hasStatus(200);

    assertThat(
            list.json()
                .at("/items")
                .valueStream()
                .filter(item -> item.at("/id").asString().equals(code))
                .map(item -> item.at("/heldBy").isNull()))
        .containsExactly(true);
    assertThat(changed.json().at("/visited").booleanValue()).isTrue();
    api.get("viewer", "/conflicts?type=Country&id=" + code).isProblem(400, "malformed-request");
    api.get("viewer", "/resources/countries/" + code).hasStatus(200);
    api.get("viewer", "/resources/countries/" + code + "x").isProblem(404, "not-found");
    api.delete("librarian", "/resources/countries/" + code).hasStatus(204);
  }

  @Test
  void givesANumberThatAReaderMightRoundAsText() {
    api.jdbc()
        .sql("UPDATE book SET id = 9007199254740993 WHERE id = ?")
        .param(api.inTransaction(entityManager -> bookWithoutGenres(entityManager)))
        .update();

    Answer book = api.get("viewer", "/resources/books/9007199254740993").hasStatus(200);

    assertThat(book.json().at("/id").isString()).isTrue();
    assertThat(book.at("/id")).isEqualTo("9007199254740993");
  }

  private static Long bookWithoutGenres(EntityManager entityManager) {
    Book book = new Book("far away");
    entityManager.persist(book);
    return book.getId();
  }

  @Test
  void listsInOrderAndInPagesWhatTheFiltersLetThrough() {
    api.books(4, book -> book.setTitle("listed " + book.getPages()));

    Answer list =
        api.get(
            "viewer",
            "/resources/books?title.contains=listed&pages.gte=102&sort=pages,desc&size=2&page=0");

    list.hasStatus(200);
    assertThat(list.json().at("/total").longValue()).isEqualTo(3);
    assertThat(list.json().at("/items").valueStream().map(item -> item.at("/pages").intValue()))
        .containsExactly(104, 103);
    assertThat(list.json().at("/size").intValue()).isEqualTo(2);
  }

  @Test
  void answersARuleOfTheDatabaseThatForbidsTheChange() {
    Long genre = api.book(id).genreIds().get(0);

    Answer answer = api.delete("librarian", "/resources/genres/" + genre);

    answer.isProblem(409, "integrity");
    api.get("viewer", "/resources/genres/" + genre).hasStatus(200);
  }

  @Test
  @Tag("L9")
  void writesNothingWhereItCannotBeFoundOutWhoHoldsTheRecord() {
    api.jdbc().sql("ALTER TABLE powercrud_record RENAME TO out_of_reach").update();
    try {
      api.patch("librarian", path(), "{\"title\": \"slipped in\"}").isProblem(500, "internal");
      api.delete("librarian", path()).isProblem(500, "internal");
    } finally {
      api.jdbc().sql("ALTER TABLE out_of_reach RENAME TO powercrud_record").update();
    }

    assertThat(api.book(id).getTitle()).isEqualTo("book 1");
  }
}
