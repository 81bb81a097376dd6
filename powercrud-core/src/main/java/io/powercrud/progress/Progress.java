package io.powercrud.progress;

import org.jspecify.annotations.Nullable;

/**
 * What a task last reported of itself. It is what was said, not what was committed: a task's counts
 * are that.
 *
 * @param done how many units of work are done; never negative
 * @param total how many there are in all, or 0 where that is not known
 * @param message what is being done, for people; null where nothing was said
 */
public record Progress(long done, long total, @Nullable String message) {

  /** The longest message that is kept, in characters; a longer one is cut. */
  public static final int MAX_MESSAGE_LENGTH = 500;

  /** Nothing was reported yet. */
  public static final Progress NONE = new Progress(0, 0, null);

  /**
   * A report of progress; a message that is too long is cut.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public Progress {
    if (done < 0 || total < 0) {
      throw new IllegalArgumentException(
          "Progress counts from 0, not %d of %d".formatted(done, total));
    }
    if (message != null && message.length() > MAX_MESSAGE_LENGTH) {
      message = message.substring(0, MAX_MESSAGE_LENGTH - 1) + "…";
    }
  }

  /**
   * The share that is done in whole per cent, rounded down and at most 100; 0 where the total is
   * not known.
   */
  public int percent() {
    return total == 0 ? 0 : (int) Math.min(100, done * 100 / total);
  }

  /** This report with another message. */
  public Progress withMessage(String newMessage) {
    return new Progress(done, total, newMessage);
  }

  /** This report, or one with the higher number of units done where the other one was further. */
  public Progress notBehind(Progress other) {
    return done >= other.done
        ? this
        : new Progress(other.done, Math.max(total, other.total), message);
  }
}
