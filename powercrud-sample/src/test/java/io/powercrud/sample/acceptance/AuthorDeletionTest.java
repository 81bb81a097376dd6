package io.powercrud.sample.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.powercrud.database.TestDatabase;
import io.powercrud.sample.RunningLibrary;
import io.powercrud.sample.acceptance.ApiClient.Answer;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Deleting an author, whose books are deleted with him. */
class AuthorDeletionTest {

  private static final String UPDATE_ALL =
      """
      {"action": "update", "matching": {}, "all": true, "set": {"pages": 100}, "mode": "async"}
      """;

  @Test
  @DisplayName("L8: deleting an author cascades to his books, and never over one that a task holds")
  void cascadesUnderTheGuard() {
    try (RunningLibrary library =
        RunningLibrary.start(
            TestDatabase.H2.fresh(), "--sample.books=400", "--sample.child-delay=5ms")) {
      ApiClient admin = new ApiClient(library.address(), "admin");
      JsonNode book = admin.get("/resources/books?size=1").body().get("items").get(0);
      String author = "/resources/authors/" + book.get("author").asString();
      String filter = "author=" + book.get("author").asString();
      long books = admin.count("");
      long written = admin.count(filter);
      String task =
          admin.post("/resources/books/bulk", UPDATE_ALL).body().get("taskKey").asString();

      Answer refused = admin.delete(author);

      assertThat(refused.status()).as("%s", refused).isEqualTo(409);
      assertThat(refused.body().at("/conflicts/0/type").asString()).isEqualTo("Book");
      assertThat(refused.body().at("/conflicts/0/taskKey").asString()).isEqualTo(task);
      assertThat(admin.count(filter)).isEqualTo(written);

      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> admin.get("/tasks/" + task).body().get("status").asString(),
              "SUCCEEDED"::equals);
      Answer deleted = admin.delete(author);
      assertThat(deleted.status()).as("%s", deleted).isEqualTo(204);
      assertThat(admin.get(author).status()).isEqualTo(404);
      assertThat(admin.count("")).isEqualTo(books - written);
    }
  }
}
