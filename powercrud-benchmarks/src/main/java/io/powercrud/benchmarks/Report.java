package io.powercrud.benchmarks;

import io.powercrud.benchmarks.Comparison.Figures;
import java.util.Locale;

/** The figures as they are printed, and whether they are what was promised. */
final class Report {

  private boolean kept = true;

  static void line(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  /** The promise that the peer takes at least so many times as long. */
  void faster(Figures figures, double times) {
    double factor = 1 / figures.ratio();
    verdict(
        factor >= times,
        "%s: %.2f s, peer %.2f s: %.1f times as fast (promised: at least %.1f)",
        figures.name(),
        figures.medianOfOurs(),
        figures.medianOfPeer(),
        factor,
        times);
  }

  /** The promise that it takes at most so many times as long as the peer. */
  void notSlower(Figures figures, double times) {
    verdict(
        figures.ratio() <= times,
        "%s: %.2f s, peer %.2f s: %.2f times as long (promised: at most %.2f)",
        figures.name(),
        figures.medianOfOurs(),
        figures.medianOfPeer(),
        figures.ratio(),
        times);
  }

  /** The promise that it takes at most so many megabytes. */
  void megabytes(String name, double megabytes, double most) {
    verdict(megabytes <= most, "%s: %.1f MB (promised: less than %.0f MB)", name, megabytes, most);
  }

  private void verdict(boolean isKept, String format, Object... values) {
    kept &= isKept;
    line((isKept ? "ok   " : "MISS ") + format, values);
  }

  boolean isKept() {
    return kept;
  }
}
