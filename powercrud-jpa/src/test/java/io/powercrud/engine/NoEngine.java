package io.powercrud.engine;

import io.powercrud.TaskKey;
import io.powercrud.task.Pause;
import io.powercrud.task.TaskEngine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An engine that delivers nothing and knows of no pause. */
public class NoEngine implements TaskEngine {

  @Override
  public void enqueue(TaskKey task, Instant dueAt) {}

  @Override
  public void enqueueAll(List<TaskKey> tasks, Instant dueAt) {}

  @Override
  public void enqueueAgain(TaskKey task, int attempt, Instant dueAt) {}

  @Override
  public void hasten(TaskKey task) {}

  @Override
  public void letThrough(List<TaskKey> tasks) {}

  @Override
  public Pause pause(Pause pause) {
    return pause;
  }

  @Override
  public boolean resume(@Nullable String type) {
    return false;
  }

  @Override
  public List<Pause> pauses() {
    return List.of();
  }
}
