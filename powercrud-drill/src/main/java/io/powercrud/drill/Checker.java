package io.powercrud.drill;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Compares what the tasks of a round say of themselves with what the triggers wrote down. */
final class Checker {

  private static final String ITEMS_OF =
      """
      SELECT COUNT(DISTINCT record_id) FROM drill_write
      WHERE task_key = ? AND entity = 'Item' AND record_id BETWEEN ? AND ?
      """;

  private static final String TWICE =
      """
      SELECT entity, record_id, COUNT(*) AS times FROM drill_write
      WHERE n > ? AND entity <> 'Bin' GROUP BY task_key, entity, record_id HAVING COUNT(*) > 1
      """;

  /** What earlier attempts have written by now, beside what they had when the next one began. */
  private static final String ZOMBIES =
      """
      SELECT a.task_key, a.attempt, a.written_before,
        (SELECT COUNT(*) FROM drill_write w
          WHERE w.task_key = a.task_key AND w.attempt < a.attempt) AS written
      FROM drill_attempt a WHERE a.n > ? AND a.attempt > 1
      """;

  private static final String NOT_HELD =
      """
      SELECT w.entity, w.record_id, w.task_key, w.holder
      FROM drill_write w JOIN powercrud_task t ON t.task_key = w.task_key
      WHERE w.n > ? AND (w.holder IS NULL OR w.holder <> t.root_key)
      """;

  private static final String HOLDS =
      "SELECT entity, record_id, root_key, held FROM drill_hold WHERE n > ? ORDER BY entity, record_id, n";

  private static final String PARENT_BEFORE_CHILD =
      """
      SELECT t.task_key FROM powercrud_task t
      JOIN drill_end p ON p.task_key = t.parent_key
      LEFT JOIN drill_end c ON c.task_key = t.task_key
      WHERE p.n > ? AND (c.n IS NULL OR c.n > p.n)
      """;

  private static final String ENDED_TWICE =
      "SELECT task_key FROM drill_end WHERE n > ? GROUP BY task_key HAVING COUNT(*) > 1";

  private static final String CHILDREN =
      """
      SELECT t.task_key, t.status,
        (SELECT COUNT(*) FROM drill_write w
          WHERE w.task_key = t.task_key AND w.entity = 'Slip') AS slips
      FROM powercrud_task t WHERE t.parent_key = ?
      """;

  private static final String TASK =
      """
      SELECT t.status, t.error, t.total, c.changed, c.unchanged, c.failed, c.skipped
      FROM powercrud_task t JOIN powercrud_cursor c ON c.task_key = t.task_key
      WHERE t.task_key = ?
      """;

  private static final String TAKEOVERS =
      """
      SELECT a.task_key, MIN(b.at) AS begun FROM drill_attempt a
      JOIN drill_attempt b ON b.task_key = a.task_key AND b.attempt = a.attempt + 1
      WHERE a.n > ? AND a.at < ? AND b.at > ? GROUP BY a.task_key
      """;

  /** From when the first attempt began to the last write, which is in its task's own work. */
  private static final String AT_WORK =
      """
      SELECT t.task_type, t.user_name, a.at AS begun,
        (SELECT MAX(w.at) FROM drill_write w WHERE w.task_key = t.task_key) AS wrote
      FROM drill_attempt a JOIN powercrud_task t ON t.task_key = a.task_key
      WHERE a.n > ? AND a.attempt = 1
      """;

  private static final String BEGUN_BEFORE =
      "SELECT COUNT(*) FROM drill_attempt WHERE task_key = ? AND at < ?";

  private static final List<String> LEFTOVERS =
      List.of("record", "exclusive", "wait", "children WHERE open_children <> 0");

  private final JdbcClient jdbc;
  private final Figures figures;
  private final List<String> findings = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private long writes;
  private long attempts;
  private long holds;
  private long ends;

  Checker(JdbcClient jdbc, Figures figures) {
    this.jdbc = jdbc;
    this.figures = figures;
  }

  /** Looks at all that happened since the last time, and says what was not as it should be. */
  List<String> check(Round round) {
    findings.clear();
    round.jobs().forEach(this::checkJob);
    if (round.givesTasksAway()) {
      checkTakeovers(round.struckAt());
    }
    checkLimits();
    round.launchedInPause().forEach(job -> checkKept(job, round.resumedAt()));
    checkTwice();
    checkZombies(attempts);
    checkHolders();
    checkFamilies();
    checkLeftovers();
    long newest = newest("drill_write");
    figures.changed(newest - writes);
    writes = newest;
    attempts = newest("drill_attempt");
    holds = newest("drill_hold");
    ends = newest("drill_end");
    return List.copyOf(findings);
  }

  private static long number(Map<String, Object> row, String column) {
    return row.get(column) instanceof Number number ? number.longValue() : 0;
  }

  private long newest(String table) {
    return jdbc.sql("SELECT COALESCE(MAX(n), 0) FROM " + table).query(Long.class).single();
  }

  private void found(String finding) {
    findings.add(finding);
  }

  private void checkJob(Job job) {
    Map<String, Object> task = jdbc.sql(TASK).param(job.task()).query().singleRow();
    long written =
        jdbc.sql(ITEMS_OF)
            .params(List.of(job.task(), job.first(), job.last()))
            .query(Long.class)
            .single();
    long wanted = job.last() - job.first() + 1;
    String status = String.valueOf(task.get("status"));
    long changed = number(task, "changed");
    long others = number(task, "unchanged") + number(task, "failed") + number(task, "skipped");
    if (changed != written || others > 0) {
      figures.wrong(1);
      found("%s changed %d records and counts %s".formatted(job.task(), written, task));
    }
    boolean mayBePart = job.wasCancelled() && status.equals("CANCELLED");
    if (!mayBePart && written != wanted) {
      figures.lost(wanted - written);
      found("%s changed %d of %d records: %s".formatted(job.task(), written, wanted, task));
    }
    if (!mayBePart && !status.equals("SUCCEEDED")) {
      figures.wrong(1);
      found("%s ended as %s: %s".formatted(job.task(), status, task.get("error")));
    }
    checkChildren(job, mayBePart);
  }

  private void checkChildren(Job job, boolean mayBePart) {
    for (Map<String, Object> child : jdbc.sql(CHILDREN).param(job.task()).query().listOfRows()) {
      long slips = number(child, "slips");
      String status = String.valueOf(child.get("status"));
      if (status.equals("SUCCEEDED") && slips != 1) {
        figures.lost(1 - Math.min(1, slips));
        found("child %s succeeded and changed %d slips".formatted(child.get("task_key"), slips));
      } else if (!status.equals("SUCCEEDED") && !mayBePart) {
        figures.wrong(1);
        found("child %s ended as %s".formatted(child.get("task_key"), status));
      }
    }
  }

  private void checkLimits() {
    List<AtWork> all =
        jdbc.sql(AT_WORK)
            .param(attempts)
            .query(
                (row, number) ->
                    new AtWork(
                        row.getString("task_type"),
                        row.getString("user_name"),
                        row.getDouble("begun"),
                        row.getDouble("wrote")))
            .list();
    checkLimit(
        "children",
        all.stream().filter(task -> task.type().equals("write-slip")).toList(),
        Restraint.MOST_CHILDREN);
    checkLimit(
        "tasks of a user",
        all.stream().filter(task -> task.user().equals(Restraint.LIMIT.user())).toList(),
        Restraint.MOST_OF_A_USER);
  }

  private void checkLimit(String whose, List<AtWork> tasks, int limit) {
    figures.limited(tasks.size());
    int most = AtWork.mostAtOnce(tasks);
    if (most > limit) {
      figures.wrong(most - limit);
      found("%d %s were at work at once, and %d may be".formatted(most, whose, limit));
    }
  }

  private void checkKept(Job job, double resumedAt) {
    figures.kept(1);
    long begun =
        jdbc.sql(BEGUN_BEFORE).params(List.of(job.task(), resumedAt)).query(Long.class).single();
    if (begun > 0) {
      figures.wrong(1);
      found("%s was launched in a pause, and began before its end".formatted(job.task()));
    }
  }

  private void checkTwice() {
    for (Map<String, Object> row : jdbc.sql(TWICE).param(writes).query().listOfRows()) {
      figures.twice(number(row, "times") - 1);
      found("changed more than once by one task: %s".formatted(row));
    }
  }

  private void checkZombies(long after) {
    for (Map<String, Object> row : jdbc.sql(ZOMBIES).param(after).query().listOfRows()) {
      long late = number(row, "written") - number(row, "written_before");
      if (late > 0 && known.add(row.get("task_key") + " " + row.get("attempt"))) {
        figures.zombies(late);
        found("written by an attempt after the next one began: %s".formatted(row));
      }
    }
  }

  private void checkHolders() {
    List<Map<String, Object>> notHeld = jdbc.sql(NOT_HELD).param(writes).query().listOfRows();
    figures.wrong(notHeld.size());
    notHeld.forEach(row -> found("changed by a task that did not hold it: %s".formatted(row)));
    String record = "";
    String holder = "";
    for (Map<String, Object> row : jdbc.sql(HOLDS).param(holds).query().listOfRows()) {
      String next = row.get("entity") + " " + row.get("record_id");
      String root = String.valueOf(row.get("root_key"));
      boolean taken = number(row, "held") == 1;
      if (!next.equals(record)) {
        record = next;
        holder = "";
      }
      if (taken ? !holder.isEmpty() : !holder.equals(root)) {
        figures.wrong(1);
        found("%s was held by '%s' when this happened: %s".formatted(record, holder, row));
      }
      holder = taken ? root : "";
    }
  }

  private void checkFamilies() {
    List<Map<String, Object>> early =
        jdbc.sql(PARENT_BEFORE_CHILD).param(ends).query().listOfRows();
    figures.wrong(early.size());
    early.forEach(row -> found("its parent ended before it: %s".formatted(row)));
    List<Map<String, Object>> again = jdbc.sql(ENDED_TWICE).param(ends).query().listOfRows();
    figures.wrong(again.size());
    again.forEach(row -> found("ended more than once: %s".formatted(row)));
  }

  private void checkLeftovers() {
    for (String table : LEFTOVERS) {
      long left = jdbc.sql("SELECT COUNT(*) FROM powercrud_" + table).query(Long.class).single();
      if (left > 0) {
        figures.leaked(left);
        found("%d rows are left in %s".formatted(left, table));
        jdbc.sql("DELETE FROM powercrud_" + table).update();
      }
    }
  }

  /** Looks once more for late writes of all attempts, when everybody had the time for one. */
  List<String> checkAll() {
    findings.clear();
    checkZombies(0);
    return List.copyOf(findings);
  }

  /** How long after the fault the next attempt began at tasks that were at work then. */
  private void checkTakeovers(double struckAt) {
    jdbc.sql(TAKEOVERS)
        .params(List.of(attempts, struckAt, struckAt))
        .query(
            row -> {
              checkTakeover(row.getString("task_key"), row.getDouble("begun") - struckAt);
            });
  }

  private void checkTakeover(String task, double seconds) {
    if (!figures.takeover(seconds)) {
      found("%s was taken over after %.1f s".formatted(task, seconds));
    }
  }
}
