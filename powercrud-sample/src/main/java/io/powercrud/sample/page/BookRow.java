package io.powercrud.sample.page;

import io.powercrud.conflict.Conflict;
import io.powercrud.sample.catalogue.Book;
import io.powercrud.sample.catalogue.Genre;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A book as the list shows it.
 *
 * @param heldBy the task that is changing it, or null
 */
record BookRow(
    Long id,
    String title,
    String author,
    List<String> genres,
    @Nullable Integer published,
    boolean bestseller,
    @Nullable Conflict heldBy) {

  static BookRow of(Book book, @Nullable Conflict heldBy) {
    return new BookRow(
        book.requiredId(),
        book.getTitle(),
        book.getAuthor().getName(),
        book.getGenres().stream().map(Genre::getName).sorted().toList(),
        book.getPublished(),
        book.isBestseller(),
        heldBy);
  }
}
