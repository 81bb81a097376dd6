package io.powercrud.drill;

import org.jspecify.annotations.Nullable;

/** A bulk task that a round launches on the items from one id to another. */
final class Job {

  private final String request;
  private final long first;
  private final long last;
  private final String user;
  private @Nullable String task;
  private boolean cancelled;

  /** A job for this user, who is {@code system} for the application itself. */
  Job(String request, long first, long last, String user) {
    this.request = request;
    this.first = first;
    this.last = last;
    this.user = user;
  }

  /** What makes the launch one and the same, however often it is asked for. */
  String request() {
    return request;
  }

  long first() {
    return first;
  }

  long last() {
    return last;
  }

  String launch() {
    return "launch %s %d %d %s".formatted(request, first, last, user);
  }

  void isTask(String key) {
    task = key;
  }

  boolean isLaunched() {
    return task != null;
  }

  /** The key of its task. */
  String task() {
    if (task == null) {
      throw new IllegalStateException(request + " is not launched");
    }
    return task;
  }

  void isCancelled() {
    cancelled = true;
  }

  /** Whether somebody asked for it to be cancelled, so that it may end before its last item. */
  boolean wasCancelled() {
    return cancelled;
  }
}
