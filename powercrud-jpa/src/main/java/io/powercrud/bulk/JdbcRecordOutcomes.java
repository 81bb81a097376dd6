package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.task.Attempt;
import io.powercrud.task.Task;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * The {@code outcome} table, where one row says what became of all the records of a chunk that
 * ended alike: of 500 changed records it is one row, so that the history of a task costs little
 * beside its work.
 */
final class JdbcRecordOutcomes implements RecordOutcomes {

  private static final int MAX_PAGE_SIZE = 1000;
  private static final int ROWS_AT_ONCE = 100;
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String INSERT =
      """
      INSERT INTO ${prefix}outcome
        (task_key, seq, outcome, reason, entity_type, records, record_ids)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """;

  private static final int[] INSERTED = {
    Types.VARCHAR,
    Types.BIGINT,
    Types.CHAR,
    Types.VARCHAR,
    Types.VARCHAR,
    Types.INTEGER,
    Types.LONGVARCHAR
  };

  private static final String COUNT =
      """
      SELECT coalesce(sum(records), 0) FROM ${prefix}outcome
      WHERE task_key = ? AND outcome IN (?, ?, ?, ?)
      """;

  private static final String PAGE =
      """
      SELECT o.seq, o.outcome, o.reason, o.entity_type, o.record_ids, p.before_it
      FROM (
          SELECT task_key, seq, records, sum(records) OVER (ORDER BY seq) - records AS before_it
          FROM ${prefix}outcome
          WHERE task_key = ? AND outcome IN (?, ?, ?, ?)) p
      JOIN ${prefix}outcome o ON o.task_key = p.task_key AND o.seq = p.seq
      WHERE p.before_it < ? AND p.before_it + p.records > ?
      ORDER BY o.seq
      """;

  private static final String AFTER =
      """
      SELECT seq, outcome, reason, entity_type, record_ids FROM ${prefix}outcome
      WHERE task_key = ? AND outcome IN (?, ?, ?, ?) AND seq > ?
      ORDER BY seq FETCH FIRST ? ROWS ONLY
      """;

  private final JdbcTemplate template;
  private final TablePrefix prefix;

  JdbcRecordOutcomes(DataSource dataSource, TablePrefix prefix) {
    this.template = new JdbcTemplate(dataSource);
    this.prefix = prefix;
  }

  /** What is the same for all records of a row. */
  private record Alike(Outcome outcome, @Nullable String reason, String entityType) {

    static Alike of(Verdict verdict) {
      return new Alike(verdict.outcome(), verdict.reason(), verdict.target().record().type());
    }
  }

  /**
   * Writes down what became of some targets of a task, in the transaction that the caller is in.
   */
  void write(TaskKey task, List<Verdict> verdicts) {
    Map<Alike, List<Target>> rows = new LinkedHashMap<>();
    for (Verdict verdict : verdicts) {
      rows.computeIfAbsent(Alike.of(verdict), alike -> new ArrayList<>()).add(verdict.target());
    }
    List<@Nullable Object[]> arguments = new ArrayList<>(rows.size());
    rows.forEach(
        (alike, targets) ->
            arguments.add(
                new @Nullable Object[] {
                  task.value(),
                  targets.get(0).seq(),
                  alike.outcome().code(),
                  alike.reason(),
                  alike.entityType(),
                  targets.size(),
                  JSON.writeValueAsString(
                      targets.stream().map(target -> target.record().id()).toList())
                }));
    template.batchUpdate(prefix.in(INSERT), arguments, INSERTED);
  }

  @Override
  public RecordOutcomePage page(Task task, @Nullable Outcome outcome, int page, int size) {
    if (page < 0 || size < 1 || size > MAX_PAGE_SIZE) {
      throw new IllegalArgumentException(
          "Pages count from 0 and have 1 to %d records, not page %d of %d records"
              .formatted(MAX_PAGE_SIZE, page, size));
    }
    List<Object> selected = parameters(task.key(), outcome);
    @Nullable Long total =
        template.queryForObject(prefix.in(COUNT), Long.class, selected.toArray());
    long first = (long) page * size;
    selected.addAll(List.of(first + size, first));
    List<RecordOutcome> items = new ArrayList<>();
    template.query(
        prefix.in(PAGE),
        row -> {
          long skipped = Math.max(0, first - row.getLong("before_it"));
          records(row).skip(skipped).limit(size - items.size()).forEach(items::add);
        },
        selected.toArray());
    return new RecordOutcomePage(items, total == null ? 0 : total, page, size);
  }

  /** The failures that a result lists one by one. */
  List<RecordOutcome> failures(Attempt attempt) {
    return after(attempt.task(), Outcome.FAILED, 0, BulkResult.LISTED).stream()
        .flatMap(row -> row.records().stream())
        .limit(BulkResult.LISTED)
        .toList();
  }

  /** The keys of all records that failed in a task, in their order. */
  List<RecordKey> failedRecords(Task task) {
    List<RecordKey> failed = new ArrayList<>();
    forEach(task, Outcome.FAILED, outcome -> failed.add(outcome.record()));
    return failed;
  }

  @Override
  public void forEach(Task task, @Nullable Outcome outcome, Consumer<RecordOutcome> consumer) {
    List<Row> rows = after(task.key(), outcome, 0, ROWS_AT_ONCE);
    while (!rows.isEmpty()) {
      rows.forEach(row -> row.records().forEach(consumer));
      rows = after(task.key(), outcome, rows.get(rows.size() - 1).seq(), ROWS_AT_ONCE);
    }
  }

  private record Row(long seq, List<RecordOutcome> records) {}

  private List<Row> after(TaskKey task, @Nullable Outcome outcome, long seq, int limit) {
    List<Object> selected = parameters(task, outcome);
    selected.addAll(List.of(seq, limit));
    return template.query(
        prefix.in(AFTER),
        (row, number) -> new Row(row.getLong("seq"), records(row).toList()),
        selected.toArray());
  }

  private static Stream<RecordOutcome> records(ResultSet row) throws SQLException {
    String type = row.getString("entity_type");
    Outcome outcome = Outcome.ofCode(row.getString("outcome"));
    @Nullable String reason = row.getString("reason");
    return Stream.of(JSON.readValue(row.getString("record_ids"), String[].class))
        .map(id -> new RecordOutcome(new RecordKey(type, id), outcome, reason));
  }

  private static List<Object> parameters(TaskKey task, @Nullable Outcome outcome) {
    List<Object> parameters = new ArrayList<>(List.of(task.value()));
    for (Outcome each : Outcome.values()) {
      parameters.add((outcome == null ? each : outcome).code());
    }
    return parameters;
  }
}
