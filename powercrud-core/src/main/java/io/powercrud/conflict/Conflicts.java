package io.powercrud.conflict;

import java.util.List;

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

  @Override
  public String toString() {
    return total == 1
        ? first.get(0).toString()
        : "%s, and %d more".formatted(first.get(0), total - 1);
  }
}
