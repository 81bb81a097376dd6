package io.powercrud.task;

import io.powercrud.TaskKey;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listeners what happened, after it was committed. */
final class TaskEvents {

  private static final Logger log = LoggerFactory.getLogger(TaskEvents.class);

  private final List<TaskListener> listeners;
  private final Clock clock;

  TaskEvents(List<TaskListener> listeners, Clock clock) {
    this.listeners = List.copyOf(listeners);
    this.clock = clock;
  }

  void tellAfterCommit(
      Transactions transactions, TaskKey task, String manager, String type, TaskStatus status) {
    transactions.afterCommit(() -> tell(task, manager, type, status));
  }

  void tell(TaskKey task, String manager, String type, TaskStatus status) {
    TaskEvent event = new TaskEvent(task, manager, type, status, clock.instant());
    tellEach(listener -> listener.on(event), event);
  }

  void tellLost(Attempt attempt, String type) {
    tellEach(listener -> listener.onLost(attempt, type), attempt);
  }

  private void tellEach(Consumer<TaskListener> tell, Object what) {
    for (TaskListener listener : listeners) {
      try {
        tell.accept(listener);
      } catch (Throwable e) {
        log.warn("Listener {} failed on {}", listener, what, e);
      }
    }
  }
}
