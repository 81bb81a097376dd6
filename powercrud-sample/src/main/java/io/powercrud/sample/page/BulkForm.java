package io.powercrud.sample.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the form below the list of books asks for.
 *
 * @param scope which books it is about
 * @param ids the ids of the books that are ticked
 * @param value whether they are to be bestsellers
 * @param reason why
 * @param request a key of the form as it was shown, so that sending it twice is asking once
 */
record BulkForm(
    @Nullable Scope scope,
    @Nullable List<String> ids,
    @Nullable Boolean value,
    @Nullable String reason,
    @Nullable String request) {

  /** Which books are to be changed. */
  enum Scope {
    TICKED,
    MATCHING
  }
}
