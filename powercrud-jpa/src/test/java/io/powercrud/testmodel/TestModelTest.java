package io.powercrud.testmodel;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.database.TestDatabase;
import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestModelTest {

  @ParameterizedTest
  @EnumSource
  void keepsARecordOnEveryDatabase(TestDatabase database) {
    try (HikariDataSource dataSource = database.fresh().openPool();
        EntityManagerFactory factory = TestModel.open(dataSource)) {
      Book book = new Book("Emma");
      factory.runInTransaction(entityManager -> entityManager.persist(book));

      String title =
          factory.callInTransaction(
              entityManager -> entityManager.find(Book.class, book.getId()).getTitle());

      assertThat(title).isEqualTo("Emma");
    }
  }
}
