package io.powercrud.bulk;

import io.powercrud.RecordKey;
import java.util.Comparator;
import java.util.Map;

/** The order of ids in which records are worked on: their own, or else that of their text. */
enum IdOrder implements Comparator<Map.Entry<RecordKey, Object>> {
  INSTANCE;

  @Override
  public int compare(Map.Entry<RecordKey, Object> one, Map.Entry<RecordKey, Object> other) {
    return one.getValue() instanceof Number number && other.getValue() instanceof Number than
        ? compare(number, than)
        : one.getKey().compareTo(other.getKey());
  }

  @SuppressWarnings("unchecked") // two ids of one entity are of one type
  private static int compare(Number one, Number other) {
    return one instanceof Comparable<?> comparable
        ? ((Comparable<Number>) comparable).compareTo(other)
        : Double.compare(one.doubleValue(), other.doubleValue());
  }
}
