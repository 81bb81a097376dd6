package io.powercrud.web.task;

import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.task.Counts;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import io.powercrud.web.access.SignIn;
import io.powercrud.web.http.Json;
import io.powercrud.web.task.TaskView.ProgressView;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerResponse.SseBuilder;

/**
 * The events of one task on their way to one client. A client that is slow gets the newest state,
 * not a queue of old ones. Thread-safe.
 */
final class TaskStream {

  /** The id of the last event, by which a client that connects again is known to have it all. */
  static final String ENDED = "ended";

  /** After how many looks without news the client hears that the stream is alive. */
  private static final int QUIET_LOOKS = 30;

  private final TaskKey task;
  private final Caller caller;
  private final SignIn signIn;
  private final SseBuilder events;
  private final Executor writers;
  private final Runnable onClose;
  private final AtomicReference<@Nullable Task> next = new AtomicReference<>();
  private final AtomicBoolean writing = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable Task sent;
  private int quietLooks;

  TaskStream(
      TaskKey task,
      Caller caller,
      SignIn signIn,
      SseBuilder events,
      Executor writers,
      Runnable onClose) {
    this.task = task;
    this.caller = caller;
    this.signIn = signIn;
    this.events = events;
    this.writers = writers;
    this.onClose = onClose;
    events.onTimeout(this::close);
    events.onError(e -> close());
    events.onComplete(this::close);
  }

  /** The data of a {@code status} event. */
  record StatusView(TaskStatus status, Counts counts, @Nullable String error) {}

  TaskKey task() {
    return task;
  }

  Caller caller() {
    return caller;
  }

  SignIn signIn() {
    return signIn;
  }

  /** Has the client told what is new in this state of the task. */
  void offer(Task state) {
    next.set(state);
    writeIfIdle();
  }

  private void writeIfIdle() {
    if (!closed.get() && writing.compareAndSet(false, true)) {
      writers.execute(this::write);
    }
  }

  private void write() {
    Task state = next.getAndSet(null);
    try {
      if (state != null && !closed.get()) {
        send(state);
      }
    } catch (IOException | RuntimeException e) {
      close();
    } finally {
      writing.set(false);
    }
    if (next.get() != null) {
      writeIfIdle();
    }
  }

  private void send(Task state) throws IOException {
    Task before = sent;
    boolean progressed = before == null || !state.progress().equals(before.progress());
    boolean moved = before == null || state.status() != before.status();
    if (progressed) {
      events.event("progress").data(Json.text(ProgressView.of(state.progress())));
    }
    if (moved) {
      sendStatus(state);
    }
    quietLooks = progressed || moved ? 0 : quietLooks + 1;
    if (quietLooks == QUIET_LOOKS) {
      events.comment("nothing new").send();
      quietLooks = 0;
    }
    sent = state;
    if (state.status().isEnded()) {
      close();
    }
  }

  private void sendStatus(Task state) throws IOException {
    if (state.status().isEnded()) {
      events.id(ENDED);
    }
    events
        .event("status")
        .data(Json.text(new StatusView(state.status(), state.counts(), state.error())));
  }

  /** Ends the stream. */
  void close() {
    if (closed.compareAndSet(false, true)) {
      onClose.run();
      events.complete();
    }
  }
}
