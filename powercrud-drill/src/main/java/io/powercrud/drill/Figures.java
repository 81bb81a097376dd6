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

  /** Every second round is at a window; a quarter of these are a second try. */
  private static final int ROUNDS_FOR_ALL_WINDOWS = Window.values().length * 5 / 2;

  private final Settings settings;
  private final long begun = System.nanoTime();
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private final EnumSet<Window> windows = EnumSet.noneOf(Window.class);
  private final List<Double> takeovers = new ArrayList<>();
  private int rounds;
  private int toStop;
  private int stops;
  private long limited;
  private long kept;
  private long records;
  private long lost;
  private long twice;
  private long leaked;
  private long zombies;
  private long wrong;

  Figures(Settings settings) {
    this.settings = settings;
  }

  /**
   * A round's fault strikes.
   *
   * @param stopped whether a worker stands still at its window
   */
  void round(Plan.Step step, boolean stopped) {
    rounds++;
    faults.merge(step.fault(), 1, Integer::sum);
    if (step.window() != null) {
      toStop++;
      if (stopped) {
        stops++;
        windows.add(step.window());
      }
    }
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

  /**
   * A task was taken over after so long.
   *
   * @return whether that was soon enough
   */
  boolean takeover(double seconds) {
    takeovers.add(seconds);
    return seconds <= limit();
  }

  /** So many tasks were looked at that a limit is for. */
  void limited(long count) {
    limited += count;
  }

  /** So many tasks were launched in a pause. */
  void kept(long count) {
    kept += count;
  }

  /** Why the drill has failed: what must not be, and what it has not tried; empty if neither. */
  List<String> objections() {
    List<String> objections = new ArrayList<>();
    if (lost + twice + leaked + zombies + wrong > 0) {
      objections.add("what is lost, twice, leaked, zombie or wrong must be 0");
    }
    if (longest() > limit()) {
      objections.add(
          "a takeover took %.1f s, which is longer than a lease and a half and 2 s"
              .formatted(longest()));
    }
    if (rounds < settings.rounds()) {
      objections.add("only %d of %d rounds were run".formatted(rounds, settings.rounds()));
    }
    int leastOfEach = settings.rounds() / settings.faults().size();
    for (Fault fault : settings.faults()) {
      int struck = faults.getOrDefault(fault, 0);
      if (struck < leastOfEach) {
        objections.add("%s struck %d times, not %d".formatted(fault, struck, leastOfEach));
      }
    }
    if (stops * 2 < toStop) {
      objections.add("workers came to %d of %d windows only".formatted(stops, toStop));
    }
    Set<Window> missed = EnumSet.complementOf(windows);
    if (settings.rounds() >= ROUNDS_FOR_ALL_WINDOWS && !missed.isEmpty()) {
      objections.add("no worker came to " + missed);
    }
    return objections;
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
        "drill database=%s seed=%d nodes=%d rounds=%d %s stopped=%d windows=%d/%d limited=%d kept=%d records=%d lost=%d twice=%d leaked=%d zombie=%d wrong=%d takeovers=%d p50=%.1fs max=%.1fs in %ds",
        settings.databaseName(),
        settings.seed(),
        settings.nodes(),
        rounds,
        byKind,
        stops,
        windows.size(),
        Window.values().length,
        limited,
        kept,
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
