package io.powercrud.resource;

import java.util.List;

/**
 * A page of a resource's list.
 *
 * @param items the records of the page, in the order asked for
 * @param total how many records match in all
 * @param page which page this is, from 0
 * @param size how many records a page has
 */
public record RecordPage(List<RecordView> items, long total, int page, int size) {

  /** A page of the given records. */
  public RecordPage {
    items = List.copyOf(items);
  }
}
