package io.powercrud.task;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The switch by which an operator keeps tasks from starting, on all nodes and through restarts.
 *
 * <p>What has begun goes on to its end: with its children, its completion step, and on another node
 * where its own one dies. What has not waits, with its records reserved, and can be cancelled;
 * launches are accepted as ever. Work that is done in its caller's transaction, or inline in
 * another task, is not the engine's, and isn't paused. Whoever calls this is not asked whether he
 * may. Thread-safe.
 */
public final class Pauses {

  private static final int LONGEST_NAME = 255;

  private final TaskManagers managers;
  private final TaskPorts ports;

  /** The switch of the engine behind these ports. */
  public Pauses(TaskManagers managers, TaskPorts ports) {
    this.managers = managers;
    this.ports = ports;
  }

  /** What is paused, the whole engine first and then by type. */
  public List<Pause> all() {
    return ports.engine().pauses();
  }

  /**
   * Keeps tasks from starting; what is paused already stays so, as it was.
   *
   * @param type the name of their type; null for every type
   * @param by who wants it, at most 255 characters
   * @param reason why, at most {@value TaskManager#LONGEST_REASON} characters, or null
   * @return the pause that is in force
   * @throws UnknownTaskTypeException if neither this node nor a task that has not ended has that
   *     type
   * @throws IllegalArgumentException if a text is too long
   */
  public Pause pause(@Nullable String type, String by, @Nullable String reason) {
    if (reason != null && reason.length() > TaskManager.LONGEST_REASON) {
      throw new IllegalArgumentException(
          "A reason takes at most %,d characters, not %,d"
              .formatted(TaskManager.LONGEST_REASON, reason.length()));
    }
    if (by.isBlank() || by.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "Whoever pauses has a name of 1 to %d characters, not '%s'".formatted(LONGEST_NAME, by));
    }
    requireKnown(type);
    return ports.engine().pause(new Pause(type, by, ports.clock().instant(), reason));
  }

  /**
   * Lets tasks start again: what waited does so at once, in order. What isn't paused stays so.
   *
   * @param type the name of the type that was paused; null for the pause of every type, which
   *     leaves those of single types in force
   * @return whether it was paused
   * @throws UnknownTaskTypeException if it was not paused, and neither this node nor a task that
   *     has not ended has that type
   */
  public boolean resume(@Nullable String type) {
    boolean resumed = ports.engine().resume(type);
    if (!resumed) {
      requireKnown(type);
    }
    return resumed;
  }

  private void requireKnown(@Nullable String type) {
    if (type == null || isDefined(type)) {
      return;
    }
    Set<String> known = knownTypes();
    if (!known.contains(type)) {
      throw new UnknownTaskTypeException(type, known);
    }
  }

  private boolean isDefined(String type) {
    return definedTypes().anyMatch(type::equals);
  }

  private Set<String> knownTypes() {
    Set<String> known = new TreeSet<>(definedTypes().toList());
    ports.immediate().tasks().open().forEach(open -> known.add(open.type()));
    return known;
  }

  private Stream<String> definedTypes() {
    return managers.all().stream()
        .flatMap(manager -> manager.definitions().stream())
        .map(definition -> definition.type().name());
  }
}
