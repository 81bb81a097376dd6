package io.powercrud.conflict;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The records that kept a reservation from being made: the first {@value #LISTED} of them, and how
 * many there are.
 *
 * @param first the first conflicts in the order of their record keys; not empty, at most {@value
 *     #LISTED}
 * @param total how many there are in all, at least the number listed
 */
public record Conflicts(List<Conflict> first, long total) {

  /** How many conflicts are listed one by one. */
  public static final int LISTED = 100;

  /**
   * The given conflicts.
   *
   * @throws IllegalArgumentException if none or too many are listed, or the total is smaller than
   *     the list
   */
  public Conflicts {
    first = List.copyOf(first);
    if (first.isEmpty() || first.size() > LISTED || total < first.size()) {
      throw new IllegalArgumentException(
          "Conflicts list 1 to %d of a total that is no smaller, not %d of %d"
              .formatted(LISTED, first.size(), total));
    }
  }

  /** A single conflict. */
  public static Conflicts of(Conflict conflict) {
    return new Conflicts(List.of(conflict), 1);
  }

  /**
   * All of the given conflicts, of which the first are listed.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Conflicts of(List<Conflict> all) {
    return new Conflicts(all.subList(0, Math.min(LISTED, all.size())), all.size());
  }

  /**
   * Those of the conflicts whose holder is another task, in the order of their record keys.
   *
   * @param holders the conflict of each record that is held
   * @param root the root task whose own reservations are no conflict, or null
   * @return empty if there is no such conflict
   */
  public static Optional<Conflicts> ofOthers(
      Map<RecordKey, Conflict> holders, @Nullable TaskKey root) {
    List<Conflict> others =
        holders.values().stream()
            .filter(conflict -> !conflict.holder().equals(root))
            .sorted(Comparator.comparing(Conflict::record))
            .toList();
    return others.isEmpty() ? Optional.empty() : Optional.of(of(others));
  }

  @Override
  public String toString() {
    return total == 1
        ? first.get(0).toString()
        : "%s, and %d more".formatted(first.get(0), total - 1);
  }
}
