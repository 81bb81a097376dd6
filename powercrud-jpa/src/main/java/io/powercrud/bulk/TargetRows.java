package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.task.Attempt;
import io.powercrud.task.Counts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The targets of bulk tasks in the order in which they are worked on, and how far that got. Every
 * method joins the caller's transaction. Thread-safe.
 */
final class TargetRows {

  private static final int PAGE = 1_000;

  private static final String NEXT =
      """
      SELECT seq, entity_type, record_id FROM ${prefix}record
      WHERE task_key = ? AND seq > ? AND left_out IS NULL
      ORDER BY seq FETCH FIRST ? ROWS ONLY
      """;

  private static final String NEXT_LEFT_OUT =
      """
      SELECT seq, entity_type, record_id, left_out FROM ${prefix}record
      WHERE task_key = ? AND seq > ? AND left_out IS NOT NULL
      ORDER BY seq FETCH FIRST ? ROWS ONLY
      """;

  private static final String LAST = "SELECT max(seq) FROM ${prefix}record WHERE task_key = ?";

  private static final String FIND_CURSOR =
      """
      SELECT position, changed, unchanged, failed, skipped FROM ${prefix}cursor
      WHERE task_key = ?
      """;

  private static final String MOVE_CURSOR =
      """
      UPDATE ${prefix}cursor
      SET position = ?, changed = changed + ?, unchanged = unchanged + ?,
          failed = failed + ?, skipped = skipped + ?
      WHERE task_key = ?
      """;

  private final JdbcTemplate template;
  private final TablePrefix prefix;
  private final JdbcRecordOutcomes outcomes;

  TargetRows(DataSource dataSource, TablePrefix prefix, JdbcRecordOutcomes outcomes) {
    this.template = new JdbcTemplate(dataSource);
    this.prefix = prefix;
    this.outcomes = outcomes;
  }

  /**
   * How far a task got.
   *
   * @param position the number of the last target that is done
   * @param counts what became of those that are done, and of those that the launch left out
   */
  record Cursor(long position, Counts counts) {}

  /** The next targets of a task after the given one, without those that its launch left out. */
  List<Target> next(Attempt attempt, long after, int limit) {
    return template.query(
        prefix.in(NEXT), (row, number) -> target(row), attempt.task().value(), after, limit);
  }

  private static Target target(ResultSet row) throws SQLException {
    return new Target(row.getLong(1), new RecordKey(row.getString(2), row.getString(3)));
  }

  /** The number of the last target, which is how many there are. */
  long total(Attempt attempt) {
    @Nullable Long last =
        template.queryForObject(prefix.in(LAST), Long.class, attempt.task().value());
    return last == null ? 0 : last;
  }

  /** How far a task got. */
  Cursor cursor(TaskKey task) {
    return template
        .query(
            prefix.in(FIND_CURSOR),
            (row, number) ->
                new Cursor(
                    row.getLong(1),
                    new Counts(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5))),
            task.value())
        .get(0);
  }

  /**
   * Goes on from where a task got; one that has not begun writes the targets that its launch left
   * out down as skipped.
   */
  Cursor open(Attempt attempt) {
    Cursor cursor = cursor(attempt.task());
    boolean isBegun = cursor.position() > 0 || cursor.counts().total() > 0;
    return isBegun ? cursor : new Cursor(0, skipLeftOut(attempt));
  }

  private Counts skipLeftOut(Attempt attempt) {
    Counts counts = Counts.NONE;
    List<Verdict> leftOut = leftOut(attempt, 0);
    while (!leftOut.isEmpty()) {
      outcomes.write(attempt.task(), leftOut);
      counts = counts.plus(Verdicts.count(leftOut));
      leftOut = leftOut(attempt, lastOf(leftOut));
    }
    if (counts.total() > 0) {
      move(attempt.task(), 0, counts);
    }
    return counts;
  }

  private List<Verdict> leftOut(Attempt attempt, long after) {
    return template.query(
        prefix.in(NEXT_LEFT_OUT),
        (row, number) -> Verdict.skipped(target(row), row.getString("left_out")),
        attempt.task().value(),
        after,
        PAGE);
  }

  /**
   * Writes down what became of targets that follow one another, and moves the cursor behind them.
   *
   * @param verdicts in the order of their targets; not empty
   */
  void judge(Attempt attempt, List<Verdict> verdicts) {
    outcomes.write(attempt.task(), verdicts);
    move(attempt.task(), lastOf(verdicts), Verdicts.count(verdicts));
  }

  private static long lastOf(List<Verdict> verdicts) {
    return verdicts.get(verdicts.size() - 1).target().seq();
  }

  /**
   * Writes down that nothing is left of what a task did, because of some of its targets.
   *
   * @param culprits what became of those
   * @param reason what is to be said of all the others
   */
  void judgeUndone(Attempt attempt, List<Verdict> culprits, String reason) {
    judgeUndone(attempt, culprits, reason, after -> next(attempt, after, PAGE));
  }

  /**
   * Writes down that nothing is left of what a task did, whose targets are forgotten already.
   *
   * @param records its targets, in their order
   * @param culprits what became of some of them
   * @param reason what is to be said of all the others
   */
  void judgeUndone(
      Attempt attempt, List<RecordKey> records, List<Verdict> culprits, String reason) {
    Ledger ledger = Ledger.of(records);
    judgeUndone(attempt, culprits, reason, after -> ledger.next(after, PAGE));
  }

  private void judgeUndone(
      Attempt attempt,
      List<Verdict> culprits,
      String reason,
      Function<Long, List<Target>> nextAfter) {
    Map<Long, Verdict> known = new HashMap<>();
    culprits.forEach(culprit -> known.put(culprit.target().seq(), culprit));
    List<Target> page = nextAfter.apply(0L);
    while (!page.isEmpty()) {
      judge(
          attempt,
          page.stream()
              .map(target -> known.getOrDefault(target.seq(), Verdict.skipped(target, reason)))
              .toList());
      page = nextAfter.apply(page.get(page.size() - 1).seq());
    }
  }

  private void move(TaskKey task, long position, Counts counts) {
    template.update(
        prefix.in(MOVE_CURSOR),
        position,
        counts.changed(),
        counts.unchanged(),
        counts.failed(),
        counts.skipped(),
        task.value());
  }
}
