package io.powercrud.resource;

import io.powercrud.RecordKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as it goes out: texts, numbers, truth values, maps and lists of them.
 *
 * @param key the key by which it is reserved; null where its id is too long for one, so that no
 *     task can hold it
 * @param id its id: a number, or a text where it is no number that every reader takes exactly
 * @param version its version, or null where its entity has none
 * @param columns the values of the resource's columns by name, in their order
 */
public record RecordView(
    @Nullable RecordKey key,
    Object id,
    @Nullable Object version,
    Map<String, @Nullable Object> columns) {

  /** A view of the given values. */
  public RecordView {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }
}
