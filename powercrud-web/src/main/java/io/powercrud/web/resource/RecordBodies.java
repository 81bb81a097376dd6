package io.powercrud.web.resource;

import io.powercrud.RecordKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.resource.RecordView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the JSON of records: id, version, columns, and which task holds them, asked once for all.
 */
final class RecordBodies {

  private final ConflictStore conflicts;

  RecordBodies(ConflictStore conflicts) {
    this.conflicts = conflicts;
  }

  Map<String, @Nullable Object> of(RecordView record) {
    return of(List.of(record)).get(0);
  }

  List<Map<String, @Nullable Object>> of(List<RecordView> records) {
    Map<RecordKey, Conflict> holders =
        conflicts.holders(records.stream().map(RecordView::key).filter(Objects::nonNull).toList());
    return records.stream()
        .map(record -> of(record, record.key() == null ? null : holders.get(record.key())))
        .toList();
  }

  private static Map<String, @Nullable Object> of(RecordView record, @Nullable Conflict conflict) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("id", record.id());
    body.put("version", record.version());
    body.putAll(record.columns());
    body.put("heldBy", conflict == null ? null : conflict.holder().value());
    return body;
  }
}
