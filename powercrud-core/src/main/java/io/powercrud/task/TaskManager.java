package io.powercrud.task;

import io.powercrud.TaskKey;
import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.ConflictException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A named launcher of tasks with the definitions and listeners of its own. A task remembers the
 * name, and a worker on any node resolves the manager with that name there. Thread-safe.
 */
public final class TaskManager {

  /** The name of the manager that an application has by itself. */
  public static final String DEFAULT_NAME = "default";

  /** The longest reason of a forced release or a pause, in characters. */
  public static final int LONGEST_REASON = 1_000;

  private final String name;
  private final Supplier<? extends Collection<? extends TaskDefinition<?, ?>>> declared;
  private final TaskPorts ports;
  private final TaskEvents events;
  private final Duration claimWait;
  private final boolean enabled;
  private @Nullable Map<Kind, TaskDefinition<?, ?>> known;

  private record Kind(String type, int version) {}

  private TaskManager(Builder builder) {
    name = builder.name;
    ports = builder.ports;
    events = new TaskEvents(builder.listeners, ports.clock());
    claimWait = builder.claimWait;
    enabled = builder.enabled;
    declared = builder.definitions;
  }

  /** A builder of a manager with this name. */
  public static Builder named(String name, TaskPorts ports) {
    return new Builder(name, ports);
  }

  /** Puts a manager together. */
  public static final class Builder {

    private final String name;
    private final TaskPorts ports;
    private Supplier<? extends Collection<? extends TaskDefinition<?, ?>>> definitions = List::of;
    private List<TaskListener> listeners = List.of();
    private Duration claimWait = Duration.ofMinutes(10);
    private boolean enabled = true;

    private Builder(String name, TaskPorts ports) {
      if (name.isBlank() || name.length() > 100) {
        throw new IllegalArgumentException(
            "A task manager's name takes 1 to 100 characters, not '%s'".formatted(name));
      }
      this.name = name;
      this.ports = ports;
    }

    /** The definitions of the tasks that it launches and that its workers run. */
    public Builder definitions(Collection<? extends TaskDefinition<?, ?>> newDefinitions) {
      List<TaskDefinition<?, ?>> copy = List.copyOf(newDefinitions);
      return definitions(() -> copy);
    }

    /**
     * Where the definitions come from, which is asked once, when the first of them is needed: so a
     * handler may launch tasks with the very manager that it belongs to.
     */
    public Builder definitions(
        Supplier<? extends Collection<? extends TaskDefinition<?, ?>>> newDefinitions) {
      definitions = newDefinitions;
      return this;
    }

    /** Who is told what happens to its tasks. */
    public Builder listeners(List<TaskListener> newListeners) {
      listeners = List.copyOf(newListeners);
      return this;
    }

    /**
     * How long a task that is launched to wait for its records waits at most; ten minutes unless
     * told.
     */
    public Builder claimWait(Duration newClaimWait) {
      claimWait = newClaimWait;
      return this;
    }

    /**
     * Whether it launches anything; true unless told. Switched off, a launch is refused with a
     * clear message.
     */
    public Builder enabled(boolean newEnabled) {
      enabled = newEnabled;
      return this;
    }

    /** The manager. */
    public TaskManager build() {
      return new TaskManager(this);
    }
  }

  /** The name that its tasks remember. */
  public String name() {
    return name;
  }

  /**
   * Everything that this manager knows how to run.
   *
   * @throws IllegalArgumentException if two definitions have the same type name and version
   */
  public Collection<TaskDefinition<?, ?>> definitions() {
    return List.copyOf(known().values());
  }

  Optional<TaskDefinition<?, ?>> definition(String type, int version) {
    return Optional.ofNullable(known().get(new Kind(type, version)));
  }

  private synchronized Map<Kind, TaskDefinition<?, ?>> known() {
    Map<Kind, TaskDefinition<?, ?>> result = known;
    if (result == null) {
      result = byKind(declared.get());
      known = result;
    }
    return result;
  }

  private Map<Kind, TaskDefinition<?, ?>> byKind(
      Collection<? extends TaskDefinition<?, ?>> definitions) {
    Map<Kind, TaskDefinition<?, ?>> result = new HashMap<>();
    for (TaskDefinition<?, ?> definition : definitions) {
      Kind kind = new Kind(definition.type().name(), definition.type().version());
      if (result.putIfAbsent(kind, definition) != null) {
        throw new IllegalArgumentException(
            "Task manager '%s' has two definitions of task type %s; give one another name or version"
                .formatted(name, definition.type()));
      }
    }
    return result;
  }

  /**
   * Begins the launch of a task; one of the methods of the launch ends it.
   *
   * @throws IllegalArgumentException if this manager has no definition of that type, or two
   * @throws TasksSwitchedOffException if tasks are switched off
   */
  public <P extends Record, R extends Record> Launch<P, R> run(TaskType<P, R> type, P payload) {
    if (!enabled) {
      throw new TasksSwitchedOffException(type);
    }
    return new Launch<>(this, definitionOf(type), payload);
  }

  @SuppressWarnings("unchecked") // the definition found carries the very type that was asked for
  private <P extends Record, R extends Record> TaskDefinition<P, R> definitionOf(
      TaskType<P, R> type) {
    return (TaskDefinition<P, R>)
        definition(type.name(), type.version())
            .filter(found -> found.type().equals(type))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Task manager '%s' has no definition of task type %s; declare a TaskDefinition bean for it"
                            .formatted(name, type)));
  }

  /**
   * Launches many tasks in one transaction, in a few statements for a thousand of them: inside of a
   * task as its children, like {@link Launch#asChild()}, and outside as tasks of their own.
   *
   * @param launches what to launch: records named one by one that are refused where another task
   *     holds them, and no idempotency keys
   * @return the keys of the tasks, in the order of the launches
   * @throws ConflictException if another task holds one of the records; nothing was launched, and
   *     outside of a task the caller's transaction must be rolled back
   * @throws BusyException if another transaction is reserving one of the records; likewise
   * @throws PayloadException if a payload can't be written as text
   * @throws IllegalArgumentException if one of the launches has to be launched by itself
   */
  public List<TaskKey> launchAll(Collection<? extends Launch<?, ?>> launches) {
    return new LaunchAll(ports, launches).call();
  }

  /** The task with this key, whoever launched it. */
  public Optional<Task> find(TaskKey key) {
    return ports.stores().tasks().find(key);
  }

  /**
   * Asks for a task to be cancelled: one that runs stops at its next checkpoint, one that doesn't
   * never starts, and when its own work has stopped its children are asked to stop too.
   *
   * @return whether it could still be cancelled; false where it has ended or never existed
   */
  public boolean cancel(TaskKey key) {
    return tree().cancel(key);
  }

  /**
   * Ends a task that is stuck, with everything open below it, and frees what it holds: as {@link
   * TaskStatus#FAILED}, with who did it and why as its error. Its attempts can't commit another
   * write before that. In transactions of its own; who may do this is asked by the caller.
   *
   * @param reason why, 1 to {@value #LONGEST_REASON} characters
   * @return whether it could still be ended; false where it has ended or never existed
   * @throws IllegalArgumentException if the reason is blank or too long; nothing has changed then
   * @throws BusyException if the task goes on faster than it can be stopped; it may be tried again
   */
  public boolean forceRelease(TaskKey key, String reason) {
    String why = reason.strip();
    if (why.isEmpty() || why.length() > LONGEST_REASON) {
      throw new IllegalArgumentException(
          "A forced release needs a reason of 1 to %d characters, not of %d; say why the task is ended"
              .formatted(LONGEST_REASON, why.length()));
    }
    String error = "Released by %s: %s".formatted(ports.access().caller().name(), why);
    return new ForcedRelease(ports, tree()).of(key, error);
  }

  /** How the tasks that this manager runs end. */
  TaskTree tree() {
    return new TaskTree(ports, manager -> events);
  }

  TaskPorts ports() {
    return ports;
  }

  TaskEvents events() {
    return events;
  }

  Duration claimWait() {
    return claimWait;
  }

  @Override
  public String toString() {
    return "task manager " + name;
  }
}
