package io.powercrud.sample.page;

import io.powercrud.access.AccessPolicy;
import io.powercrud.access.Action;
import io.powercrud.access.Caller;
import io.powercrud.bulk.BulkOperations;
import io.powercrud.bulk.BulkOutcome;
import io.powercrud.bulk.BulkUpdate;
import io.powercrud.resource.FieldError;
import io.powercrud.resource.InvalidFieldsException;
import io.powercrud.sample.catalogue.Book;
import io.powercrud.sample.catalogue.GenreRepository;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.data.domain.Page;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;

/** The list of books, and the form that changes many of them. */
@Controller
@ConditionalOnWebApplication
class BookPages {

  private static final String RESOURCE = "books";

  private final BookList books;
  private final GenreRepository genres;
  private final BulkOperations bulk;
  private final AccessPolicy access;

  BookPages(BookList books, GenreRepository genres, BulkOperations bulk, AccessPolicy access) {
    this.books = books;
    this.genres = genres;
    this.bulk = bulk;
    this.access = access;
  }

  @GetMapping("/")
  ModelAndView list(BookFilter filter, @RequestParam(defaultValue = "0") int page) {
    Caller caller = requirePermission(Action.READ);
    ModelAndView view = new ModelAndView("books");
    view.addObject("filter", filter);
    view.addObject("genres", genres.findAllByOrderByName());
    view.addObject("mayChange", access.allows(caller, Action.UPDATE, RESOURCE));
    view.addObject("request", UUID.randomUUID());
    try {
      view.addObject("books", books.page(caller, filter.toFilters(), Math.max(0, page)));
    } catch (InvalidFieldsException e) {
      view.addObject("books", Page.empty());
      view.addObject("errors", e.errors());
      view.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
    }
    return view;
  }

  @PostMapping("/books/bulk")
  ModelAndView update(
      BookFilter filter, BulkForm form, @RequestParam(defaultValue = "0") int page) {
    Caller caller = requirePermission(Action.UPDATE);
    Boolean value = form.value();
    if (value == null) {
      return refused(
          filter, page, "errors", List.of(new FieldError("bestseller", "choose yes or no")));
    }
    BulkUpdate<Book> request =
        bulk.update(Book.class)
            .set("bestseller", value)
            .reason(form.reason())
            .idempotencyKey(form.request())
            .caller(caller);
    select(request, filter, form);
    return answer(request.submit(), filter, page);
  }

  private static void select(BulkUpdate<Book> request, BookFilter filter, BulkForm form) {
    List<String> ids = form.ids();
    Map<String, String> filters = filter.toFilters();
    if (form.scope() != BulkForm.Scope.MATCHING) {
      request.ids(ids == null ? List.of() : ids);
    } else if (filters.isEmpty()) {
      request.all();
    } else {
      request.matching(filters);
    }
  }

  private ModelAndView answer(BulkOutcome outcome, BookFilter filter, int page) {
    if (outcome instanceof BulkOutcome.Launched launched) {
      return new ModelAndView("redirect:/tasks/" + launched.task());
    }
    if (outcome instanceof BulkOutcome.Completed completed) {
      return new ModelAndView("redirect:/tasks/" + completed.task());
    }
    if (outcome instanceof BulkOutcome.Known known) {
      return new ModelAndView("redirect:/tasks/" + known.earlier().key());
    }
    if (outcome instanceof BulkOutcome.Conflicted conflicted) {
      return refused(filter, page, "conflicts", conflicted.conflicts());
    }
    if (outcome instanceof BulkOutcome.Busy busy) {
      return refused(filter, page, "busy", busy.reason());
    }
    if (outcome instanceof BulkOutcome.TooMany tooMany) {
      return refused(filter, page, "tooMany", tooMany);
    }
    return refused(filter, page, "errors", ((BulkOutcome.Rejected) outcome).errors());
  }

  private ModelAndView refused(BookFilter filter, int page, String name, Object why) {
    ModelAndView view = list(filter, page);
    view.addObject(name, why);
    view.setStatus(name.equals("errors") ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.CONFLICT);
    return view;
  }

  private Caller requirePermission(Action action) {
    Caller caller = access.caller();
    if (!access.allows(caller, action, RESOURCE)) {
      throw new ResponseStatusException(HttpStatus.FORBIDDEN);
    }
    return caller;
  }
}
