package io.powercrud.sample.page;

import io.powercrud.RecordKey;
import io.powercrud.access.Caller;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.RecordKeys;
import io.powercrud.resource.BoundResource;
import io.powercrud.resource.RecordFilter;
import io.powercrud.resource.ResourceRegistry;
import io.powercrud.sample.catalogue.Book;
import io.powercrud.sample.catalogue.BookRepository;
import io.powercrud.task.TaskPorts;
import java.util.Map;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The books that somebody may see, page by page, with the tasks that hold them. */
@Component
class BookList {

  private static final int PAGE_SIZE = 25;

  private final BookRepository books;
  private final BoundResource<Book> resource;
  private final RecordKeys recordKeys;
  private final ConflictStore conflicts;

  BookList(BookRepository books, ResourceRegistry resources, TaskPorts ports) {
    this.books = books;
    this.resource = resources.of(Book.class);
    this.recordKeys = ports.recordKeys();
    this.conflicts = ports.stores().conflicts();
  }

  /**
   * A page of the books that match.
   *
   * @throws io.powercrud.resource.InvalidFieldsException if the filter can't be read
   */
  @Transactional(readOnly = true)
  Page<BookRow> page(Caller caller, Map<String, String> filters, int number) {
    Page<Book> page =
        books.findAll(
            RecordFilter.parse(resource, filters).toSpecification().and(resource.scopeOf(caller)),
            PageRequest.of(number, PAGE_SIZE, Sort.by("id")));
    Map<RecordKey, Conflict> holders =
        conflicts.holders(recordKeys.keysOf(Book.class, page.map(Book::requiredId).getContent()));
    return page.map(book -> BookRow.of(book, holders.get(key(book))));
  }

  private RecordKey key(Book book) {
    return recordKeys.keyOf(Book.class, book.requiredId());
  }
}
