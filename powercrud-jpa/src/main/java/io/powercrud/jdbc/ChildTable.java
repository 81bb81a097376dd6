package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import io.powercrud.task.NewTask;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The statements on the {@code children} table, which counts the open children of each parent in a
 * few slots.
 *
 * <p>One count for each parent would have all of its children wait for each other at their ends.
 * Every transaction that launches children has slots of its own, so that it never waits for a child
 * that ends, nor a child for it.
 */
final class ChildTable {

  /** How many slots a transaction spreads the children of one parent over. */
  static final int SLOTS = 16;

  private final Database database;

  ChildTable(Database database) {
    this.database = database;
  }

  /** The slots that a transaction has given the children of one parent. */
  private static final class Slots {

    private final List<String> slots = new ArrayList<>();
    private final Set<String> written = new HashSet<>();
    private int next;

    /** The next slot in turn. */
    String take() {
      int turn = next++ % SLOTS;
      if (turn == slots.size()) {
        slots.add(TaskKey.unique().value());
      }
      return slots.get(turn);
    }

    /** Whether this transaction counted a child in the slot before. */
    boolean isWritten(String slot) {
      return !written.add(slot);
    }
  }

  private Slots slotsOf(TaskKey parent) {
    Map<TaskKey, Slots> byParent = database.ofTransaction(this, HashMap::new);
    return byParent.computeIfAbsent(parent, key -> new Slots());
  }

  private static final String INSERT =
      "INSERT INTO ${prefix}children (slot, task_key, open_children) VALUES (?, ?, ?)";

  private static final String ADD =
      "UPDATE ${prefix}children SET open_children = open_children + ? WHERE slot = ?";

  /** Counts a child as open, and tells in which slot. */
  Optional<String> add(NewTask task) {
    return Optional.ofNullable(task.parent())
        .map(
            parent -> {
              String slot = slotsOf(parent).take();
              add(parent, slot, 1);
              return slot;
            });
  }

  /** Counts those of the tasks that are children as open, and tells in which slots. */
  Map<TaskKey, String> addAll(Collection<NewTask> tasks) {
    Map<TaskKey, String> slots = new HashMap<>();
    Map<String, Long> counts = new LinkedHashMap<>();
    Map<String, TaskKey> parents = new HashMap<>();
    for (NewTask task : tasks) {
      TaskKey parent = task.parent();
      if (parent != null) {
        String slot = slotsOf(parent).take();
        slots.put(task.key(), slot);
        counts.merge(slot, 1L, Long::sum);
        parents.put(slot, parent);
      }
    }
    counts.forEach((slot, count) -> add(Objects.requireNonNull(parents.get(slot)), slot, count));
    return slots;
  }

  /** A slot that this transaction wrote may have been undone with a savepoint since. */
  private void add(TaskKey parent, String slot, long children) {
    boolean added = slotsOf(parent).isWritten(slot) && update(ADD, children, slot) > 0;
    if (!added) {
      update(INSERT, slot, parent.value(), children);
    }
  }

  private static final String LEAVE =
      """
      UPDATE ${prefix}children SET open_children = open_children - 1
      WHERE slot = (SELECT parent_slot FROM ${prefix}task WHERE task_key = ?) AND open_children > 1
      """;

  private static final String LEAVE_LAST =
      """
      UPDATE ${prefix}children SET open_children = 0
      WHERE slot = (SELECT parent_slot FROM ${prefix}task WHERE task_key = ?)
      """;

  /** Counts a child off, and says whether it was the last of its slot. */
  boolean leave(TaskKey child) {
    return update(LEAVE, child.value()) == 0 && update(LEAVE_LAST, child.value()) > 0;
  }

  private static final String COUNT_OPEN =
      "SELECT COUNT(*) FROM ${prefix}children WHERE task_key = ? AND open_children > 0";

  boolean hasOpen(TaskKey parent) {
    return database.count(COUNT_OPEN, parent.value()) > 0;
  }

  private int update(String sql, Object... arguments) {
    return database.jdbc().update(database.sql(sql), arguments);
  }
}
