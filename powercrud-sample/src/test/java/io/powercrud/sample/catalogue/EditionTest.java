package io.powercrud.sample.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EditionTest {

  private static final int BOOKS = 645;

  @ParameterizedTest
  @CsvSource({
    "0, Emma, 9795000000013",
    "1, Emma, 9795000000020",
    "645, Emma (edition 2), 9795000010012",
    "199999, Emma (edition 311), 9795003100505"
  })
  @DisplayName("An edition has a title and an ISBN of its own")
  void namesItself(int number, String title, String isbn) {
    Edition edition = Edition.numbered(number, BOOKS);

    assertThat(edition.title("Emma")).isEqualTo(title);
    assertThat(edition.isbn()).isEqualTo(isbn);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 644, 645, 4999, 199_999})
  @DisplayName("Its ISBN tells which edition it is")
  void isKnownByItsIsbn(int number) {
    Edition edition = Edition.numbered(number, BOOKS);

    assertThat(Edition.ofIsbn(edition.isbn())).isEqualTo(edition);
    assertThat(edition.number(BOOKS)).isEqualTo(number);
  }

  @Test
  @DisplayName("The first edition of a book has the ISBN that stands in the catalogue")
  void agreesWithTheCatalogue() {
    assertThat(Edition.numbered(2, BOOKS).isbn()).isEqualTo("9795000000037");
  }
}
