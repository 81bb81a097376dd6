package example.shop;

import io.powercrud.task.LaunchResult;

/** Launches a task of a kind that this release of the shop knows. */
@FunctionalInterface
public interface Launcher {

  /**
   * Launches a task on a shelf.
   *
   * @throws IllegalArgumentException if this release doesn't know the kind
   */
  LaunchResult<?> launch(String kind, long shelf);
}
