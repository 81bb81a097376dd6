package io.powercrud.sample.page;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What the list of books is narrowed to, as the form has it; blank is no restriction.
 *
 * @param title part of the title
 * @param genre the id of a genre
 * @param bestseller true or false
 * @param from the first year of publication
 * @param to the last year of publication
 */
record BookFilter(
    @Nullable String title,
    @Nullable String genre,
    @Nullable String bestseller,
    @Nullable String from,
    @Nullable String to) {

  /** The same in the words that the list's filters have in the API. */
  Map<String, String> toFilters() {
    Map<String, String> filters = new LinkedHashMap<>();
    put(filters, "title.contains", title);
    put(filters, "genres", genre);
    put(filters, "bestseller", bestseller);
    put(filters, "published.gte", from);
    put(filters, "published.lte", to);
    return filters;
  }

  private static void put(Map<String, String> filters, String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      filters.put(name, value.strip());
    }
  }

  /** Whether the books are restricted at all. */
  public boolean isActive() {
    return !toFilters().isEmpty();
  }

  /** The address of a page of the list. */
  public String page(int number) {
    UriComponentsBuilder address = UriComponentsBuilder.fromPath("/");
    addTo(address, "title", title);
    addTo(address, "genre", genre);
    addTo(address, "bestseller", bestseller);
    addTo(address, "from", from);
    addTo(address, "to", to);
    return address.queryParam("page", number).encode().toUriString();
  }

  private static void addTo(UriComponentsBuilder address, String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      address.queryParam(name, "{" + name + "}").uriVariables(Map.of(name, value));
    }
  }
}
