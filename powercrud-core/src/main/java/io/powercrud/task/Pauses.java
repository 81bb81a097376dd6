package io.powercrud.task;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger log = LoggerFactory.getLogger(Pauses.class);
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
   * Keeps tasks from starting; what is paused already stays so, as it was. Who did it and why is
   * written into the log.
   *
   * @param type the name of their type; null for every type
   * @param by who wants it, at most 255 characters
   * @param reason why, 1 to {@value TaskManager#LONGEST_REASON} characters
   * @return the pause that is in force
   * @throws UnknownTaskTypeException if neither this node nor a task that has not ended has that
   *     type
   * @throws IllegalArgumentException if a text is blank or too long; nothing has changed then
   */
  public Pause pause(@Nullable String type, String by, String reason) {
    String why = reason.strip();
    if (why.isEmpty() || why.length() > TaskManager.LONGEST_REASON) {
      throw new IllegalArgumentException(
          "A pause needs a reason of 1 to %d characters, not of %d; say why nothing is to start"
              .formatted(TaskManager.LONGEST_REASON, why.length()));
    }
    requireName(by);
    requireKnown(type);
    Pause wanted = new Pause(type, by, ports.clock().instant(), why);
    Pause inForce = ports.engine().pause(wanted);
    if (inForce.equals(wanted)) {
      log.info("{} paused {}: {}", Reasons.inOneLine(by), named(type), Reasons.inOneLine(why));
    }
    return inForce;
  }

  private static void requireName(String by) {
    if (by.isBlank() || by.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "Whoever pauses or resumes has a name of 1 to %d characters, not '%s'"
              .formatted(LONGEST_NAME, by));
    }
  }

  private static String named(@Nullable String type) {
    return type == null ? "all types of tasks" : "tasks of type " + Reasons.inOneLine(type);
  }

  /**
   * Lets tasks start again: what waited does so at once, in order. What isn't paused stays so. Who
   * did it is written into the log.
   *
   * @param type the name of the type that was paused; null for the pause of every type, which
   *     leaves those of single types in force
   * @param by who wants it, at most 255 characters
   * @return whether it was paused
   * @throws UnknownTaskTypeException if it was not paused, and neither this node nor a task that
   *     has not ended has that type
   */
  public boolean resume(@Nullable String type, String by) {
    requireName(by);
    boolean resumed = ports.engine().resume(type);
    if (resumed) {
      log.info("{} resumed {}", Reasons.inOneLine(by), named(type));
    } else {
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
