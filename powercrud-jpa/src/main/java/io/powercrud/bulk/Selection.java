package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.task.Targets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The records that a request selects. */
interface Selection {

  /** The records if they are no more than so many; empty if they are more. */
  Optional<List<RecordKey>> upTo(int limit);

  /** How many they are, told without reserving them. */
  long count();

  /** What reserves them all. */
  Targets targets();

  /** What tells this selection from others, for a hash. */
  String description();

  /** The records with these keys. */
  static Selection ofKeys(List<RecordKey> keys, ConflictStore conflicts) {
    return new Selection() {
      @Override
      public Optional<List<RecordKey>> upTo(int limit) {
        return keys.size() > limit ? Optional.empty() : Optional.of(keys);
      }

      @Override
      public long count() {
        return keys.size();
      }

      @Override
      public Targets targets() {
        return Targets.of(keys, conflicts);
      }

      @Override
      public String description() {
        return keys.stream().map(RecordKey::toString).collect(Collectors.joining("\n"));
      }
    };
  }
}
