package io.powercrud.drill.node;

import io.powercrud.task.TaskContext;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import org.jspecify.annotations.Nullable;

/** A record that bears who changed it last: the triggers of the drill write that down. */
@MappedSuperclass
public abstract class Marked {

  @Id private @Nullable Long id;

  @Version private int version;

  @Column(name = "task_key", length = 64)
  private @Nullable String task;

  @Column(name = "attempt")
  private int attempt;

  /** A record for Hibernate. */
  protected Marked() {}

  /** Its id. */
  public @Nullable Long getId() {
    return id;
  }

  /** The number by which a stale copy is noticed. */
  public int getVersion() {
    return version;
  }

  /** Whether the task of this context was the last to change it. */
  boolean isMarkedBy(TaskContext context) {
    return context.task().value().equals(task);
  }

  /** Has it bear the attempt that changes it. */
  void mark(TaskContext context) {
    task = context.task().value();
    attempt = context.attempt().number();
  }

  @Override
  public String toString() {
    return "%s %s, changed by attempt %d of %s"
        .formatted(getClass().getSimpleName(), id, attempt, task);
  }
}
