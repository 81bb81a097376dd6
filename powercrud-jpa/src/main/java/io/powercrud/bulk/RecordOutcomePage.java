package io.powercrud.bulk;

import java.util.List;

/**
 * A page of the records of a bulk operation, in the order in which they are worked on.
 *
 * @param items the records of the page
 * @param total how many records match in all
 * @param page which page this is, from 0
 * @param size how many records a page has
 */
public record RecordOutcomePage(List<RecordOutcome> items, long total, int page, int size) {

  /** A page of the given records. */
  public RecordOutcomePage {
    items = List.copyOf(items);
  }
}
