package io.powercrud.sample.catalogue;

/**
 * One book of the catalogue in one of its editions. All of them are numbered through: first every
 * book once, then every book's second edition, and so on.
 *
 * @param row which book of the catalogue it is, from 0
 * @param edition which edition of it, from 1
 */
record Edition(int row, int edition) {

  private static final String ISBN_PREFIX = "9795";
  private static final int ROWS_PER_EDITION = 1000;

  /** The edition with this number, from 0, of a catalogue that has so many books. */
  static Edition numbered(int number, int booksInCatalogue) {
    return new Edition(number % booksInCatalogue, number / booksInCatalogue + 1);
  }

  /** The edition that has this ISBN. */
  static Edition ofIsbn(String isbn) {
    int serial = Integer.parseInt(isbn.substring(ISBN_PREFIX.length(), isbn.length() - 1));
    return new Edition(serial % ROWS_PER_EDITION - 1, serial / ROWS_PER_EDITION + 1);
  }

  /** Its number, from 0, in a catalogue that has so many books. */
  int number(int booksInCatalogue) {
    return (edition - 1) * booksInCatalogue + row;
  }

  String title(String title) {
    return edition == 1 ? title : "%s (edition %d)".formatted(title, edition);
  }

  /** A number of its own with a check digit, in a range that no publisher has. */
  String isbn() {
    String digits = ISBN_PREFIX + "%08d".formatted((edition - 1) * ROWS_PER_EDITION + row + 1);
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      sum += Character.digit(digits.charAt(i), 10) * (i % 2 == 0 ? 1 : 3);
    }
    return digits + (10 - sum % 10) % 10;
  }
}
