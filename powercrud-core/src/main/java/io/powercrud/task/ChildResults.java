package io.powercrud.task;

import io.powercrud.TaskKey;
import java.util.List;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * How the children of a task ended. They are read a thousand at a time, so that there may be any
 * number of them. Thread-safe.
 */
public final class ChildResults {

  private static final int PAGE = 1_000;

  private final TaskKey parent;
  private final TaskStore tasks;
  private final PayloadCodec codec;

  ChildResults(TaskKey parent, TaskStore tasks, PayloadCodec codec) {
    this.parent = parent;
    this.tasks = tasks;
    this.codec = codec;
  }

  /** How many children there are. */
  public long count() {
    return counts().stream().mapToLong(ChildCount::count).sum();
  }

  /** How many children ended so. */
  public long count(TaskStatus status) {
    return counts().stream()
        .filter(count -> count.status() == status)
        .mapToLong(ChildCount::count)
        .sum();
  }

  private List<ChildCount> counts() {
    return tasks.countChildren(parent);
  }

  /** All children, the newest first. */
  public Stream<Task> stream() {
    return StreamSupport.stream(new Pages(), false);
  }

  /**
   * What came of the children of this type, as far as something did.
   *
   * @throws PayloadException while the stream is read, if a result is no text of that type
   */
  public <R extends Record> Stream<R> of(TaskType<?, R> type) {
    return stream()
        .filter(child -> child.type().equals(type.name()))
        .flatMap(child -> Stream.ofNullable(child.result()))
        .map(text -> codec.read(text, type.result()));
  }

  /** The children page by page; none is added or taken away while its parent completes. */
  private final class Pages extends Spliterators.AbstractSpliterator<Task> {

    private List<Task> page = List.of();
    private int pageNumber;
    private int next;

    Pages() {
      super(Long.MAX_VALUE, ORDERED | NONNULL | IMMUTABLE);
    }

    @Override
    public boolean tryAdvance(Consumer<? super Task> action) {
      @Nullable Task child = next();
      if (child == null) {
        return false;
      }
      action.accept(child);
      return true;
    }

    private @Nullable Task next() {
      if (next == page.size()) {
        page = tasks.search(TaskQuery.childrenOf(parent, pageNumber++, PAGE)).items();
        next = 0;
      }
      return page.isEmpty() ? null : page.get(next++);
    }
  }
}
