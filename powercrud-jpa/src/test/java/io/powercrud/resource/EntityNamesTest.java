package io.powercrud.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.RecordKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.testmodel.TestModel;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two entities whose classes have one name are two, and never mistaken for each other. */
@Tag("S5")
class EntityNamesTest {

  private static HikariDataSource dataSource;
  private static EntityManagerFactory factory;
  private static EntityModels models;

  /** What is lent. */
  static final class Library {
    private Library() {}

    @Entity(name = "LibraryBook")
    static class Book {
      @Id Long id;
      String title;
    }
  }

  /** What is kept. */
  static final class Archive {
    private Archive() {}

    @Entity(name = "ArchivedBook")
    static class Book {
      @Id Long id;
      String title;
    }
  }

  @BeforeAll
  static void open() {
    dataSource = TestDatabase.H2.fresh().openPool();
    factory = TestModel.open(dataSource, Map.of(), EntityNamesTest.class.getPackageName());
    models = new EntityModels(factory);
  }

  @AfterAll
  static void close() {
    factory.close();
    dataSource.close();
  }

  @Test
  void theirRecordsOfOneIdAreHeldApart() {
    assertThat(models.keyOf(Library.Book.class, 1L)).isEqualTo(new RecordKey("LibraryBook", "1"));
    assertThat(models.keyOf(Archive.Book.class, 1L)).isEqualTo(new RecordKey("ArchivedBook", "1"));
    assertThat(models.ofType("Book")).isEmpty();
    assertThat(models.ofType("ArchivedBook"))
        .get()
        .extracting(EntityModel::entityClass)
        .isEqualTo(Archive.Book.class);
  }

  @Test
  void theirResourcesNeedPathsOfTheirOwn() {
    CrudResource<Library.Book> lent = CrudResource.of(Library.Book.class).columns("title");
    CrudResource<Archive.Book> kept = CrudResource.of(Archive.Book.class).columns("title");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ResourceRegistry(List.of(lent, kept), models))
        .withMessage(
            "Two resources have the path 'book', of LibraryBook and of ArchivedBook: give one of them another path");

    ResourceRegistry registry = new ResourceRegistry(List.of(lent, kept.path("archive")), models);
    assertThat(registry.get("book").entityClass()).isEqualTo(Library.Book.class);
    assertThat(registry.get("archive").entityClass()).isEqualTo(Archive.Book.class);
  }
}
