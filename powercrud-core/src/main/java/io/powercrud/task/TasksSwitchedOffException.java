package io.powercrud.task;

/** The refusal of a launch, because the application has switched its tasks off. */
public final class TasksSwitchedOffException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** A refusal of a task of the given type. */
  public TasksSwitchedOffException(TaskType<?, ?> type) {
    super(
        "Task %s was not launched, because tasks are switched off; set powercrud.tasks.enabled=true to launch tasks"
            .formatted(type));
  }
}
