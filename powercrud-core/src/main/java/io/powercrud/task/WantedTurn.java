package io.powercrud.task;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a launch wants its task to start, as far as it says so.
 *
 * @param priority null for what the task's definition says, or its parent
 * @param delay how long after the launch
 * @param startAt at what time, instead of a delay; or null
 */
record WantedTurn(@Nullable Integer priority, Duration delay, @Nullable Instant startAt) {

  static final WantedTurn UNSAID = new WantedTurn(null, Duration.ZERO, null);

  WantedTurn priority(int newPriority) {
    return new WantedTurn(Turn.requirePriority(newPriority), delay, startAt);
  }

  WantedTurn after(Duration newDelay) {
    return new WantedTurn(priority, Turn.requireDelay(newDelay), null);
  }

  WantedTurn at(Instant newStartAt) {
    return new WantedTurn(priority, Duration.ZERO, newStartAt);
  }

  boolean isLater() {
    return startAt != null || !delay.isZero();
  }

  /**
   * The turn of a task that is launched now.
   *
   * @param inherited its priority where the launch names none
   * @throws IllegalArgumentException if it is to start too far ahead
   */
  Turn of(int inherited, Instant now) {
    return new Turn(priority == null ? inherited : priority, startOf(now));
  }

  private @Nullable Instant startOf(Instant now) {
    Instant start = startAt == null ? now.plus(delay) : startAt;
    if (!start.isAfter(now)) {
      return null;
    }
    Turn.requireDelay(Duration.between(now, start));
    return start;
  }
}
