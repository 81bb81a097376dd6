package io.powercrud.conflict;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tasks that wait for each other in a ring, so that none of them can go on unless one gives way:
 * the one that was launched last.
 *
 * @param ring the waits, beginning with that of the task that gives way, each for a record of the
 *     next one's tree; not empty
 */
public record Deadlock(List<Wait> ring) {

  private static final Comparator<Wait> LAUNCHED =
      Comparator.comparing(Wait::launchedAt)
          .thenComparing(wait -> wait.waiter().root().value())
          .thenComparing(wait -> wait.waiter().id());

  /** A deadlock of these waits, wherever the ring begins. */
  public Deadlock {
    List<Wait> turned = new ArrayList<>(ring);
    Collections.rotate(turned, -turned.indexOf(Collections.max(turned, LAUNCHED)));
    ring = List.copyOf(turned);
  }

  /**
   * A ring that this waiter is a part of, a shortest one where there are several.
   *
   * @param waits all waits that there are
   */
  public static Optional<Deadlock> of(Waiter waiter, Collection<Wait> waits) {
    for (Wait wait : waits) {
      if (wait.waiter().id().equals(waiter.id())) {
        List<Wait> ring = ringFrom(wait, waits);
        if (!ring.isEmpty()) {
          return Optional.of(new Deadlock(ring));
        }
      }
    }
    return Optional.empty();
  }

  private static List<Wait> ringFrom(Wait start, Collection<Wait> waits) {
    Map<Wait, Wait> reachedFrom = new HashMap<>();
    Deque<Wait> toFollow = new ArrayDeque<>(List.of(start));
    while (!toFollow.isEmpty()) {
      Wait current = toFollow.remove();
      for (Wait next : waits) {
        if (current.isFor(next) && !reachedFrom.containsKey(next)) {
          reachedFrom.put(next, current);
          if (next.equals(start)) {
            return walkedBack(start, reachedFrom);
          }
          toFollow.add(next);
        }
      }
    }
    return List.of();
  }

  private static List<Wait> walkedBack(Wait start, Map<Wait, Wait> reachedFrom) {
    List<Wait> ring = new ArrayList<>();
    Wait current = start;
    do {
      ring.add(current);
      current = reachedFrom.getOrDefault(current, start);
    } while (!current.equals(start));
    Collections.reverse(ring);
    return ring;
  }

  /** The wait of the task that gives way. */
  public Wait victim() {
    return ring.get(0);
  }

  /** What the task that gives way can't get. */
  public Conflicts conflicts() {
    return Conflicts.of(victim().conflict());
  }

  @Override
  public String toString() {
    return "deadlock: %s; task %s was launched last and gives way"
        .formatted(
            ring.stream().map(Wait::toString).collect(Collectors.joining(", ")),
            victim().waiter().root());
  }
}
