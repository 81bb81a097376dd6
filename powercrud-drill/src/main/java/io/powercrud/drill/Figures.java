package io.powercrud.drill;

import io.powercrud.drill.node.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a drill counts. */
final class Figures {

  private final Settings settings;
  private final long begun = System.nanoTime();
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private final Set<Window> windows = EnumSet.noneOf(Window.class);
  private final List<Double> takeovers = new ArrayList<>();
  private int rounds;
  private int stops;
  private long records;
  private long lost;
  private long twice;
  private long leaked;
  private long zombies;
  private long wrong;

  Figures(Settings settings) {
    this.settings = settings;
  }

  void fault(Fault fault) {
    rounds++;
    faults.merge(fault, 1, Integer::sum);
  }

  /** A worker was stopped at a window when the fault struck. */
  void stoppedAt(Window window) {
    stops++;
    windows.add(window);
  }

  void changed(long count) {
    records += count;
  }

  void lost(long count) {
    lost += count;
  }

  void twice(long count) {
    twice += count;
  }

  void leaked(long count) {
    leaked += count;
  }

  void zombies(long count) {
    zombies += count;
  }

  /** Something else than these was not as it should be. */
  void wrong(long count) {
    wrong += count;
  }

  void takeovers(List<Double> seconds) {
    takeovers.addAll(seconds);
  }

  /** Whether nothing is there that must not be, and no takeover took too long. */
  boolean areClean() {
    return lost + twice + leaked + zombies + wrong == 0 && longest() <= limit();
  }

  private static double limit() {
    return Settings.LEASE.toMillis() * 1.5 / 1_000 + 2;
  }

  private double longest() {
    return takeovers.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  private double median() {
    if (takeovers.isEmpty()) {
      return 0;
    }
    List<Double> sorted = new ArrayList<>(takeovers);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  @Override
  public String toString() {
    String byKind =
        faults.entrySet().stream()
            .map(entry -> entry.getKey().name().toLowerCase(Locale.ROOT) + "=" + entry.getValue())
            .collect(Collectors.joining(" "));
    return String.format(
        Locale.ROOT,
        "drill database=%s seed=%d nodes=%d rounds=%d %s stopped=%d windows=%d/%d records=%d lost=%d twice=%d leaked=%d zombie=%d wrong=%d takeovers=%d p50=%.1fs max=%.1fs in %ds",
        settings.database().name().toLowerCase(Locale.ROOT),
        settings.seed(),
        settings.nodes(),
        rounds,
        byKind,
        stops,
        windows.size(),
        Window.values().length,
        records,
        lost,
        twice,
        leaked,
        zombies,
        wrong,
        takeovers.size(),
        median(),
        longest(),
        Duration.ofNanos(System.nanoTime() - begun).toSeconds());
  }
}
