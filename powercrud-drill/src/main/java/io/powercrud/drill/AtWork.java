package io.powercrud.drill;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A task that was certainly at work for this time, by the database's clock.
 *
 * @param from when its first attempt began
 * @param to when it wrote for the last time; 0 where it never did
 */
record AtWork(String type, String user, double from, double to) {

  private record Step(double at, int change) {}

  /** How many of them were at work at one and the same time. */
  static int mostAtOnce(List<AtWork> tasks) {
    List<Step> steps =
        tasks.stream()
            .filter(task -> task.to > task.from)
            .flatMap(task -> Stream.of(new Step(task.from, 1), new Step(task.to, -1)))
            .sorted(Comparator.comparingDouble(Step::at).thenComparingInt(Step::change))
            .toList();
    int now = 0;
    int most = 0;
    for (Step step : steps) {
      now += step.change();
      most = Math.max(most, now);
    }
    return most;
  }
}
