package io.powercrud.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Two ways to do the same thing, timed in turn so that a machine that drifts drifts for both. */
final class Comparison {

  private static final int PAIRS = 5;

  private final String name;
  private final Side ours;
  private final Side peer;

  /** One way: what puts everything back as it was, and what is timed. */
  record Side(String name, Runnable before, Runnable timed) {}

  /**
   * What was measured.
   *
   * @param name what was compared
   * @param ours our times in seconds, in their order
   * @param peer the peer's times in seconds, in their order
   */
  record Figures(String name, List<Double> ours, List<Double> peer) {

    double medianOfOurs() {
      return median(ours);
    }

    double medianOfPeer() {
      return median(peer);
    }

    /** How many times the peer's median ours is. */
    double ratio() {
      return medianOfOurs() / medianOfPeer();
    }

    private static double median(List<Double> times) {
      List<Double> sorted = new ArrayList<>(times);
      Collections.sort(sorted);
      return sorted.get(sorted.size() / 2);
    }
  }

  Comparison(String name, Side ours, Side peer) {
    this.name = name;
    this.ours = ours;
    this.peer = peer;
  }

  /** Runs each side once to warm up, and then five pairs. */
  Figures run() {
    time(ours);
    time(peer);
    List<Double> oursTimes = new ArrayList<>();
    List<Double> peerTimes = new ArrayList<>();
    for (int pair = 1; pair <= PAIRS; pair++) {
      oursTimes.add(time(ours));
      peerTimes.add(time(peer));
      Report.line(
          "  pair %d: %s %.2f s, %s %.2f s",
          pair, ours.name(), oursTimes.get(pair - 1), peer.name(), peerTimes.get(pair - 1));
    }
    return new Figures(name, oursTimes, peerTimes);
  }

  private static double time(Side side) {
    side.before().run();
    long start = System.nanoTime();
    side.timed().run();
    return Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
  }
}
