package io.powercrud.sample.page;

import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A task in the words in which the pages show it.
 *
 * @param task the task
 * @param now when it was looked at
 */
record TaskCard(Task task, Instant now) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** What it does. */
  public String title() {
    String words = task.type().replace('-', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  /** The beginning of its key, enough to tell tasks apart. */
  public String shortKey() {
    String key = task.key().value();
    return key.substring(0, Math.min(8, key.length()));
  }

  /** Where it is in its life. */
  public String state() {
    return switch (task.status()) {
      case PENDING -> "Waiting to start";
      case RUNNING -> "Running";
      case WAITING_FOR_CHILDREN -> "Waiting for children";
      case CANCEL_REQUESTED -> "Being cancelled";
      case SUCCEEDED -> "Succeeded";
      case PARTIAL -> "Partly done";
      case FAILED -> "Failed";
      case CANCELLED -> "Cancelled";
    };
  }

  /** The colour of its state, as the style sheet names it. */
  public String colour() {
    return switch (task.status()) {
      case PENDING, CANCELLED -> "secondary";
      case RUNNING, WAITING_FOR_CHILDREN -> "blue";
      case CANCEL_REQUESTED, PARTIAL -> "orange";
      case SUCCEEDED -> "green";
      case FAILED -> "red";
    };
  }

  /** Whether it will never change again. */
  public boolean ended() {
    return task.status().isEnded();
  }

  /** Whether asking for its end makes sense. */
  public boolean cancellable() {
    return !ended() && task.status() != TaskStatus.CANCEL_REQUESTED;
  }

  /** How many of its records are done, from what was reported or, at the end, was committed. */
  public long done() {
    return ended() ? task.counts().total() : task.progress().done();
  }

  /** How many records there are. */
  public long total() {
    return Math.max(task.total(), task.progress().total());
  }

  /** The share that is done, in per cent. */
  public long percent() {
    return total() == 0 ? (ended() ? 100 : 0) : Math.min(100, done() * 100 / total());
  }

  /** What happened to its records, in a sentence. */
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%,d changed, %,d unchanged, %,d failed, %,d skipped",
        task.counts().changed(),
        task.counts().unchanged(),
        task.counts().failed(),
        task.counts().skipped());
  }

  /** When it was launched. */
  public String launched() {
    return TIME.format(task.createdAt());
  }

  /** For how long it has been running, or ran; null where it has not started. */
  public @Nullable String duration() {
    Instant started = task.startedAt();
    if (started == null) {
      return null;
    }
    Instant finished = task.finishedAt();
    Duration took = Duration.between(started, finished == null ? now : finished);
    if (took.toMinutes() > 0) {
      return "%d min %d s".formatted(took.toMinutes(), took.toSecondsPart());
    }
    return took.toSeconds() >= 10
        ? "%d s".formatted(took.toSeconds())
        : String.format(Locale.ROOT, "%.1f s", Math.max(0, took.toMillis()) / 1000.0);
  }
}
