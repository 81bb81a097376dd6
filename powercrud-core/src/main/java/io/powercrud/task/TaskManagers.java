package io.powercrud.task;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The managers of this node by name. Immutable and thread-safe. */
public final class TaskManagers {

  private final Map<String, TaskManager> byName = new TreeMap<>();

  /**
   * The given managers.
   *
   * @throws IllegalArgumentException if two have the same name
   */
  public TaskManagers(Collection<TaskManager> managers) {
    for (TaskManager manager : managers) {
      if (byName.putIfAbsent(manager.name(), manager) != null) {
        throw new IllegalArgumentException(
            "Two task managers are named '%s'; give one of them another name"
                .formatted(manager.name()));
      }
    }
  }

  /**
   * The manager with this name.
   *
   * @throws IllegalArgumentException if this node has none with that name; there is no default
   */
  public TaskManager get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No task manager is named '%s'; this node has %s"
                        .formatted(name, byName.keySet())));
  }

  /** The manager with this name, empty where this node has none. */
  public Optional<TaskManager> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * The manager with this name, or any other where this node has none: it does as well for what is
   * done alike with the tasks of all managers, such as to cancel them.
   *
   * @throws IllegalStateException if this node has no manager at all
   */
  public TaskManager findOrAny(String name) {
    return find(name)
        .or(() -> byName.values().stream().findFirst())
        .orElseThrow(() -> new IllegalStateException("This node has no task manager"));
  }

  /** All of them, by name. */
  public Collection<TaskManager> all() {
    return byName.values();
  }

  /**
   * What this node has to run tasks of this kind; empty where it doesn't know the manager, the type
   * or the version.
   */
  public Optional<TaskDefinition<?, ?>> definition(
      String manager, String type, int payloadVersion) {
    return find(manager).flatMap(found -> found.definition(type, payloadVersion));
  }
}
