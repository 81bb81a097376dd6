package io.powercrud.task;

/**
 * The typed name of a kind of task: what is launched with it, and what comes of it.
 *
 * <p>The version belongs to the payload. Whoever changes the payload record, so that older or newer
 * releases can't read each other's texts of it, raises the version, and a node that lacks it leaves
 * the task to one that has it.
 *
 * @param name the name under which the task is stored; not blank, at most 100 characters
 * @param version the version of the payload, from 1
 * @param payload the record that is launched with it
 * @param result the record that comes of it
 * @param <P> the type of the payload
 * @param <R> the type of the result
 */
public record TaskType<P extends Record, R extends Record>(
    String name, int version, Class<P> payload, Class<R> result) {

  /** A result that says nothing beyond the task's status. */
  public record Nothing() {

    /** The only value there is. */
    public static final Nothing NOTHING = new Nothing();
  }

  /**
   * A type of task.
   *
   * @throws IllegalArgumentException if the name is blank or too long, or the version is below 1
   */
  public TaskType {
    if (name.isBlank() || name.length() > 100) {
      throw new IllegalArgumentException(
          "A task type's name takes 1 to 100 characters, not '%s'".formatted(name));
    }
    if (version < 1) {
      throw new IllegalArgumentException(
          "Versions of task type %s count from 1, not %d".formatted(name, version));
    }
  }

  /** The first version of a task type without a result. */
  public static <P extends Record> TaskType<P, Nothing> of(String name, Class<P> payload) {
    return new TaskType<>(name, 1, payload, Nothing.class);
  }

  /** The first version of a task type with a result. */
  public static <P extends Record, R extends Record> TaskType<P, R> of(
      String name, Class<P> payload, Class<R> result) {
    return new TaskType<>(name, 1, payload, result);
  }

  /** The same type of task with another version of its payload. */
  public TaskType<P, R> version(int newVersion) {
    return new TaskType<>(name, newVersion, payload, result);
  }

  @Override
  public String toString() {
    return name + " v" + version;
  }
}
