package io.powercrud.engine;

import static java.util.stream.Collectors.joining;

import io.powercrud.jdbc.TablePrefix;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who may start where only so many tasks may run at once: a row of the queue that a limit is for is
 * delivered when it has been given a place, and keeps that until it is gone or put off. Places are
 * given by one node at a time, in order.
 */
final class Places {

  /** The row that whoever gives places away has locked; it is never due. */
  static final String LOCK = "#places";

  private static final int BATCH = 100;

  /** A row that waits for a place and for nothing else; the application itself has no user here. */
  private static final String WAITS =
      """
      q.picked = FALSE AND q.place IS NULL AND q.execution_time <= :now AND %s AND %s
      """;

  private static final String LOCKED =
      """
      SELECT version FROM ${prefix}queue
      WHERE task_name = :name AND task_instance = :lock FOR UPDATE
      """;

  /** A place that a pause has overtaken is given to others meanwhile. */
  private static final String PAUSED =
      """
      SELECT q.task_instance FROM ${prefix}queue q
      WHERE q.place = 1 AND q.picked = FALSE AND NOT %s
      """;

  private static final String TAKEN =
      """
      SELECT q.task_type, q.user_name, COUNT(*) AS places FROM ${prefix}queue q
      WHERE q.place = 1 AND %s GROUP BY q.task_type, q.user_name
      """;

  private static final String ALL_OF_THEM = "1 = 1";

  /** Those that whoever gives places away would not take back first. */
  private static final String THAT_STAY = "(q.picked OR " + PauseTable.STARTS_NOW + ")";

  private static final String NEXT =
      """
      SELECT q.task_instance, q.task_type, q.user_name FROM ${prefix}queue q
      WHERE %s
        AND (q.task_type IS NULL OR q.task_type NOT IN (:fullTypes))
        AND (q.user_name IS NULL OR q.user_name NOT IN (:fullUsers))
      ORDER BY q.priority DESC, q.seq LIMIT %d
      """;

  /**
   * One row in a statement, by its key: whoever finds rows by another index locks that first, and
   * meets those who delete a row in a deadlock.
   */
  private static final String SET_PLACE =
      """
      UPDATE ${prefix}queue SET place = :place
      WHERE task_name = :name AND task_instance = :instance AND picked = FALSE
      """;

  private final JdbcClient control;
  private final TransactionTemplate transaction;
  private final TablePrefix prefix;
  private final Limits limits;
  private final String waits;

  Places(DataSource control, TablePrefix prefix, Limits limits) {
    this.control = JdbcClient.create(control);
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(control));
    this.transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    this.prefix = prefix;
    this.limits = limits;
    this.waits = WAITS.formatted(needsPlace(limits), PauseTable.STARTS_NOW);
  }

  /** Holds for the rows of the queue, named {@code q}, that neither a pause nor a limit keeps. */
  static String startsNow(Limits limits) {
    return PauseTable.STARTS_NOW + " AND " + admits(limits);
  }

  /** Holds for the rows of the queue, named {@code q}, that no limit keeps. */
  static String admits(Limits limits) {
    return limits.isEmpty() ? "1 = 1" : "(q.place IS NOT NULL OR NOT " + needsPlace(limits) + ")";
  }

  private static String needsPlace(Limits limits) {
    String types = limits.perType().keySet().stream().sorted().collect(joining("', '", "'", "'"));
    List<String> either = new ArrayList<>();
    if (!limits.perType().isEmpty()) {
      either.add("COALESCE(q.task_type, '') IN (" + types + ")");
    }
    if (limits.perUser() != null) {
      either.add("q.user_name IS NOT NULL");
    }
    return "(" + String.join(" OR ", either) + ")";
  }

  /**
   * Gives away the places that are free, once a look without a lock has said whether there is
   * anything to be done.
   *
   * @return whether one was given away
   */
  boolean give(Instant now) {
    if (next(taken(THAT_STAY), now, 1).isEmpty()) {
      return false;
    }
    return Boolean.TRUE.equals(transaction.execute(status -> isLocked() && giveAll(now)));
  }

  private boolean isLocked() {
    return !control
        .sql(prefix.in(LOCKED))
        .param("name", Queue.NAME)
        .param("lock", LOCK)
        .query(Long.class)
        .list()
        .isEmpty();
  }

  /**
   * Counts all places that were not taken back: of a pause that comes in between, some would be
   * left out that nobody takes back.
   */
  private boolean giveAll(Instant now) {
    control
        .sql(prefix.in(PAUSED.formatted(PauseTable.STARTS_NOW)))
        .query(String.class)
        .list()
        .forEach(paused -> setPlace(paused, null));
    Taken taken = taken(ALL_OF_THEM);
    boolean given = false;
    List<Waiting> next = next(taken, now, BATCH);
    while (!next.isEmpty()) {
      next.stream().filter(taken::take).forEach(winner -> setPlace(winner.instance(), 1));
      given = true;
      next = next.size() < BATCH ? List.of() : next(taken, now, BATCH);
    }
    return given;
  }

  private void setPlace(String instance, @Nullable Integer place) {
    control
        .sql(prefix.in(SET_PLACE))
        .param("place", place, Types.SMALLINT)
        .param("name", Queue.NAME)
        .param("instance", instance)
        .update();
  }

  /** A task that waits for a place. */
  private record Waiting(String instance, @Nullable String type, @Nullable String user) {}

  private List<Waiting> next(Taken taken, Instant now, int most) {
    if (taken.isAll()) {
      return List.of();
    }
    return control
        .sql(prefix.in(NEXT.formatted(waits, most)))
        .param("now", QueueColumns.utc(now))
        .param("fullTypes", taken.fullTypes())
        .param("fullUsers", taken.fullUsers())
        .query(
            (row, number) ->
                new Waiting(
                    row.getString("task_instance"),
                    row.getString("task_type"),
                    row.getString("user_name")))
        .list();
  }

  private Taken taken(String which) {
    Taken taken = new Taken(limits);
    control
        .sql(prefix.in(TAKEN.formatted(which)))
        .query(
            row -> {
              taken.add(
                  row.getString("task_type"), row.getString("user_name"), row.getInt("places"));
            });
    return taken;
  }

  /** How many places are taken, by type and by user. */
  private static final class Taken {

    private final Limits limits;
    private final Map<String, Integer> byType = new HashMap<>();
    private final Map<String, Integer> byUser = new HashMap<>();

    Taken(Limits limits) {
      this.limits = limits;
    }

    void add(@Nullable String type, @Nullable String user, int places) {
      if (type != null) {
        byType.merge(type, places, Integer::sum);
      }
      if (user != null) {
        byUser.merge(user, places, Integer::sum);
      }
    }

    /** Takes a place, if there is one. */
    boolean take(Waiting task) {
      if (isFull(task.type(), byType, limits.perType().get(String.valueOf(task.type())))
          || isFull(task.user(), byUser, limits.perUser())) {
        return false;
      }
      add(task.type(), task.user(), 1);
      return true;
    }

    /** Whether nothing can be given, whoever waits. */
    boolean isAll() {
      return limits.perUser() == null && fullTypes().containsAll(limits.perType().keySet());
    }

    private static boolean isFull(
        @Nullable String name, Map<String, Integer> taken, @Nullable Integer most) {
      return name != null && most != null && taken.getOrDefault(name, 0) >= most;
    }

    List<String> fullTypes() {
      return names(
          limits.perType().entrySet().stream()
              .filter(limit -> byType.getOrDefault(limit.getKey(), 0) >= limit.getValue())
              .map(Map.Entry::getKey)
              .toList());
    }

    List<String> fullUsers() {
      return names(
          byUser.keySet().stream().filter(user -> isFull(user, byUser, limits.perUser())).toList());
    }

    /** No list of a statement may be empty; nobody is named by an empty text. */
    private static List<String> names(List<String> full) {
      return full.isEmpty() ? List.of("") : full;
    }
  }
}
