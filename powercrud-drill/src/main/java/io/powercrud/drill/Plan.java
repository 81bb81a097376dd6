package io.powercrud.drill;

import io.powercrud.drill.node.Window;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What is done in which round, by chance and in fair shares: of so many rounds each fault has an
 * equal part, every second one is at a window, and a window that no worker came to is next again.
 */
final class Plan {

  private final Deck<Fault> faults;
  private final Deck<Window> windows;
  private final Deck<Restraint> restraints;
  private int number;

  /**
   * What is done in a round.
   *
   * @param number which round it is, from 0
   * @param window where a worker stands still when the fault strikes; null for a random instant
   */
  record Step(int number, Fault fault, @Nullable Window window, Restraint restraint) {}

  Plan(List<Fault> faults, Random random) {
    this.faults = new Deck<>(faults, random);
    this.windows = new Deck<>(List.of(Window.values()), random);
    this.restraints = new Deck<>(List.of(Restraint.values()), random);
  }

  Step next() {
    boolean atWindow = number % 2 == 1;
    return new Step(
        number++,
        faults.next(),
        atWindow ? windows.next() : null,
        atWindow ? Restraint.NONE : restraints.next());
  }

  /** No worker came to the window of this step, so it is the next one's. */
  void notReached(Step step) {
    if (step.window() != null) {
      windows.putBack(step.window());
    }
  }
}
