package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.task.Targets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Records that were named one by one.
 *
 * @param targets what reserves them
 */
record NamedSelection(NamedTargets targets) implements Selection {

  @Override
  public Optional<List<RecordKey>> upTo(int limit) {
    return count() > limit ? Optional.empty() : Optional.of(targets.named());
  }

  @Override
  public long count() {
    return targets.count();
  }

  @Override
  public Targets targets(List<RecordKey> found) {
    return targets;
  }

  @Override
  public String description() {
    return targets.named().stream().map(RecordKey::toString).collect(Collectors.joining("\n"));
  }
}
