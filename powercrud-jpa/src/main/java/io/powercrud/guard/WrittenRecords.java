package io.powercrud.guard;

import io.powercrud.RecordKey;
import io.powercrud.task.Attempt;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The guarded records that one transaction of a session has written. Not thread-safe. */
final class WrittenRecords {

  private final Set<RecordKey> unchecked = new LinkedHashSet<>();
  private final Map<Attempt, Set<RecordKey>> byAttempt = new HashMap<>();

  void add(RecordKey record) {
    unchecked.add(record);
  }

  /** What was written since the last call. */
  List<RecordKey> takeUnchecked() {
    List<RecordKey> taken = List.copyOf(unchecked);
    unchecked.clear();
    return taken;
  }

  /** Notes what an attempt has written; says whether these are its first records. */
  boolean notes(Attempt attempt, List<RecordKey> records) {
    boolean first = !byAttempt.containsKey(attempt);
    byAttempt.computeIfAbsent(attempt, key -> new LinkedHashSet<>()).addAll(records);
    return first;
  }

  Set<RecordKey> of(Attempt attempt) {
    return byAttempt.getOrDefault(attempt, Set.of());
  }
}
