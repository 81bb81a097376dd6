package io.powercrud.jdbc;

import io.powercrud.RecordKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way into a statement.
 *
 * @param record the record
 * @param seq its number among the targets of its task, or null
 * @param leftOut why it is left out, or null
 */
record Row(RecordKey record, @Nullable Long seq, @Nullable String leftOut) {

  private static final int LONGEST_REASON = 1000;

  /** The records numbered from 1 as they come, in the canonical order. */
  static List<Row> numbered(Collection<RecordKey> records) {
    return numbered(records, 0);
  }

  /** The records numbered as they come, behind so many others, in the canonical order. */
  static List<Row> numbered(Collection<RecordKey> records, long others) {
    List<Row> rows = new ArrayList<>(records.size());
    long seq = others;
    for (RecordKey record : records) {
      seq++;
      rows.add(new Row(record, seq, null));
    }
    rows.sort(Comparator.comparing(Row::record));
    return rows;
  }

  /** The records without numbers and repetition, in the canonical order. */
  static List<Row> unnumbered(Collection<RecordKey> records) {
    return records.stream().distinct().sorted().map(record -> new Row(record, null, null)).toList();
  }

  boolean isTarget() {
    return seq != null;
  }

  Row leftOut(String why) {
    return new Row(record, seq, why.substring(0, Math.min(LONGEST_REASON, why.length())));
  }
}
