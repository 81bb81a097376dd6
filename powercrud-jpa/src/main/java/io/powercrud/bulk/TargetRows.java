package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.task.Attempt;
import io.powercrud.task.Counts;
import java.sql.Types;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The targets of bulk tasks in the order in which they are worked on, and how far that got. Every
 * method joins the caller's transaction. Thread-safe.
 */
final class TargetRows {

  private static final String NEXT =
      """
      SELECT seq, entity_type, record_id FROM ${prefix}record
      WHERE root_key = ? AND task_key = ? AND seq > ? AND outcome IS NULL
      ORDER BY seq FETCH FIRST ? ROWS ONLY
      """;

  private static final String LAST =
      "SELECT max(seq) FROM ${prefix}record WHERE root_key = ? AND task_key = ?";

  private static final String LEFT_OUT =
      """
      SELECT count(*) FROM ${prefix}record
      WHERE root_key = ? AND task_key = ? AND seq > 0 AND outcome = 'S'
      """;

  private static final String FIND_CURSOR =
      """
      SELECT position, changed, unchanged, failed, skipped FROM ${prefix}cursor
      WHERE task_key = ?
      """;

  private static final String COUNT_LEFT_OUT =
      "UPDATE ${prefix}cursor SET skipped = ? WHERE task_key = ?";

  private static final String MOVE_CURSOR =
      """
      UPDATE ${prefix}cursor
      SET position = ?, changed = changed + ?, unchanged = unchanged + ?,
          failed = failed + ?, skipped = skipped + ?
      WHERE task_key = ?
      """;

  private static final String JUDGE_ONE =
      """
      UPDATE ${prefix}record SET outcome = ?, reason = ?
      WHERE root_key = ? AND task_key = ? AND seq = ?
      """;

  private static final String JUDGE_REST =
      """
      UPDATE ${prefix}record SET outcome = ?, reason = ?
      WHERE root_key = ? AND task_key = ? AND seq BETWEEN ? AND ? AND outcome IS NULL
      """;

  private final JdbcClient client;
  private final JdbcTemplate template;
  private final TablePrefix prefix;

  TargetRows(DataSource dataSource, TablePrefix prefix) {
    this.client = JdbcClient.create(dataSource);
    this.template = new JdbcTemplate(dataSource);
    this.prefix = prefix;
  }

  /**
   * How far a task got.
   *
   * @param position the number of the last target that is done
   * @param counts what became of those that are done, and of those that the launch left out
   */
  record Cursor(long position, Counts counts) {}

  /** The next targets of a task after the given one. */
  List<Target> next(Attempt attempt, long after, int limit) {
    return client
        .sql(prefix.in(NEXT))
        .params(attempt.root().value(), attempt.task().value(), after, limit)
        .query(
            (row, number) ->
                new Target(row.getLong(1), new RecordKey(row.getString(2), row.getString(3))))
        .list();
  }

  /** The number of the last target, which is how many there are. */
  long total(Attempt attempt) {
    @Nullable Long last =
        template.queryForObject(
            prefix.in(LAST), Long.class, attempt.root().value(), attempt.task().value());
    return last == null ? 0 : last;
  }

  /** How far a task got. */
  Cursor cursor(TaskKey task) {
    return client
        .sql(prefix.in(FIND_CURSOR))
        .param(task.value())
        .query(
            (row, number) ->
                new Cursor(
                    row.getLong(1),
                    new Counts(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5))))
        .single();
  }

  /**
   * Goes on from where a task got; one that has not begun counts the targets that its launch left
   * out as skipped.
   */
  Cursor open(Attempt attempt) {
    Cursor cursor = cursor(attempt.task());
    if (cursor.position() > 0) {
      return cursor;
    }
    long leftOut =
        client
            .sql(prefix.in(LEFT_OUT))
            .params(attempt.root().value(), attempt.task().value())
            .query(Long.class)
            .single();
    client.sql(prefix.in(COUNT_LEFT_OUT)).params(leftOut, attempt.task().value()).update();
    return new Cursor(0, new Counts(0, 0, 0, leftOut));
  }

  /**
   * Writes down what became of targets that follow one another, and moves the cursor behind them.
   *
   * @param verdicts in the order of their targets; not empty
   */
  void judge(Attempt attempt, List<Verdict> verdicts) {
    Counts counts = Verdicts.count(verdicts);
    Outcome common = counts.changed() >= counts.unchanged() ? Outcome.CHANGED : Outcome.UNCHANGED;
    judgeOneByOne(
        attempt, verdicts.stream().filter(verdict -> verdict.outcome() != common).toList());
    long first = verdicts.get(0).target().seq();
    long last = verdicts.get(verdicts.size() - 1).target().seq();
    if (counts.changed() + counts.unchanged() > 0) {
      judgeRest(attempt, first, last, common, null);
    }
    move(attempt.task(), last, counts);
  }

  /**
   * Writes down that nothing is left of what a task did, because of some of its targets.
   *
   * @param culprits what became of those
   * @param reason what is to be said of all the others
   */
  void judgeUndone(Attempt attempt, List<Verdict> culprits, String reason) {
    judgeOneByOne(attempt, culprits);
    long others = judgeRest(attempt, 1, Long.MAX_VALUE, Outcome.SKIPPED, reason);
    move(attempt.task(), total(attempt), new Counts(0, 0, culprits.size(), others));
  }

  private void move(TaskKey task, long position, Counts counts) {
    client
        .sql(prefix.in(MOVE_CURSOR))
        .params(
            position,
            counts.changed(),
            counts.unchanged(),
            counts.failed(),
            counts.skipped(),
            task.value())
        .update();
  }

  private void judgeOneByOne(Attempt attempt, List<Verdict> verdicts) {
    template.batchUpdate(
        prefix.in(JUDGE_ONE),
        verdicts.stream()
            .map(
                verdict ->
                    new @Nullable Object[] {
                      verdict.outcome().code(),
                      verdict.reason(),
                      attempt.root().value(),
                      attempt.task().value(),
                      verdict.target().seq()
                    })
            .toList(),
        new int[] {Types.CHAR, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.BIGINT});
  }

  private long judgeRest(
      Attempt attempt, long first, long last, Outcome outcome, @Nullable String reason) {
    return template.update(
        prefix.in(JUDGE_REST),
        new @Nullable Object[] {
          outcome.code(), reason, attempt.root().value(), attempt.task().value(), first, last
        },
        new int[] {
          Types.CHAR, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.BIGINT, Types.BIGINT
        });
  }
}
