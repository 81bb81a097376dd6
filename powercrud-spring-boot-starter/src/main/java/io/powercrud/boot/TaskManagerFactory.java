package io.powercrud.boot;

import io.powercrud.task.TaskListener;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskPorts;
import java.util.List;

/**
 * What an application builds a task manager of its own with: a builder that has the ports, the
 * listeners and the settings which every manager shares. Thread-safe.
 *
 * <p>A {@code TaskDefinition} bean belongs to the manager that was built with it, and to the
 * default one where none was:
 *
 * <pre>{@code
 * @Bean
 * TaskManager imports(TaskManagerFactory managers, TaskDefinition<Csv, Rows> importBooks) {
 *   return managers.named("imports").definitions(List.of(importBooks)).build();
 * }
 * }</pre>
 */
public final class TaskManagerFactory {

  private final TaskPorts ports;
  private final List<TaskListener> listeners;
  private final PowercrudProperties.Tasks settings;

  TaskManagerFactory(
      TaskPorts ports, List<TaskListener> listeners, PowercrudProperties.Tasks settings) {
    this.ports = ports;
    this.listeners = List.copyOf(listeners);
    this.settings = settings;
  }

  /**
   * A builder of a manager with this name.
   *
   * @param name the name that its tasks remember; the same on every node that is to run them
   * @throws IllegalArgumentException if the name is blank or longer than 100 characters
   */
  public TaskManager.Builder named(String name) {
    return TaskManager.named(name, ports)
        .listeners(listeners)
        .claimWait(settings.claimWait())
        .enabled(settings.enabled());
  }
}
