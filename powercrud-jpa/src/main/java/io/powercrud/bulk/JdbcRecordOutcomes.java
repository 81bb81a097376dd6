package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.task.Attempt;
import io.powercrud.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the outcomes of records, page by page along the index on a task's targets. */
final class JdbcRecordOutcomes implements RecordOutcomes {

  private static final int MAX_PAGE_SIZE = 1000;

  private static final String COUNT =
      """
      SELECT count(*) FROM ${prefix}record
      WHERE root_key = ? AND task_key = ? AND seq > 0 AND outcome IN (?, ?, ?, ?)
      """;

  private static final String PAGE =
      """
      SELECT seq, entity_type, record_id, outcome, reason FROM ${prefix}record
      WHERE root_key = ? AND task_key = ? AND seq > 0 AND outcome IN (?, ?, ?, ?)
      ORDER BY seq OFFSET ? ROWS FETCH NEXT ? ROWS ONLY
      """;

  private static final String AFTER =
      """
      SELECT seq, entity_type, record_id, outcome, reason FROM ${prefix}record
      WHERE root_key = ? AND task_key = ? AND seq > ? AND outcome IN (?, ?, ?, ?)
      ORDER BY seq FETCH FIRST ? ROWS ONLY
      """;

  private final JdbcClient client;
  private final TablePrefix prefix;

  JdbcRecordOutcomes(DataSource dataSource, TablePrefix prefix) {
    this.client = JdbcClient.create(dataSource);
    this.prefix = prefix;
  }

  @Override
  public RecordOutcomePage page(Task task, @Nullable Outcome outcome, int page, int size) {
    if (page < 0 || size < 1 || size > MAX_PAGE_SIZE) {
      throw new IllegalArgumentException(
          "Pages count from 0 and have 1 to %d records, not page %d of %d records"
              .formatted(MAX_PAGE_SIZE, page, size));
    }
    long total =
        of(task.root(), task.key(), outcome, COUNT, List.of(), List.of())
            .query(Long.class)
            .single();
    List<Numbered> items =
        numbered(
            of(
                task.root(),
                task.key(),
                outcome,
                PAGE,
                List.of(),
                List.of((long) page * size, size)));
    return new RecordOutcomePage(items.stream().map(Numbered::item).toList(), total, page, size);
  }

  /** The failures that a result lists one by one. */
  List<RecordOutcome> failures(Attempt attempt) {
    return numbered(
            of(
                attempt.root(),
                attempt.task(),
                Outcome.FAILED,
                AFTER,
                List.of(0L),
                List.of(BulkResult.LISTED)))
        .stream()
        .map(Numbered::item)
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
    List<Numbered> batch = after(task, outcome, 0);
    while (!batch.isEmpty()) {
      batch.forEach(numbered -> consumer.accept(numbered.item()));
      batch = after(task, outcome, batch.get(batch.size() - 1).seq());
    }
  }

  private List<Numbered> after(Task task, @Nullable Outcome outcome, long seq) {
    return numbered(
        of(task.root(), task.key(), outcome, AFTER, List.of(seq), List.of(MAX_PAGE_SIZE)));
  }

  private record Numbered(long seq, RecordOutcome item) {}

  private static List<Numbered> numbered(JdbcClient.StatementSpec statement) {
    return statement
        .query(
            (row, number) ->
                new Numbered(
                    row.getLong(1),
                    new RecordOutcome(
                        new RecordKey(row.getString(2), row.getString(3)),
                        Outcome.ofCode(row.getString(4)),
                        row.getString(5))))
        .list();
  }

  private JdbcClient.StatementSpec of(
      TaskKey root,
      TaskKey task,
      @Nullable Outcome outcome,
      String sql,
      List<?> before,
      List<?> behind) {
    List<Object> parameters = new ArrayList<>(List.of(root.value(), task.value()));
    parameters.addAll(before);
    for (Outcome each : Outcome.values()) {
      parameters.add((outcome == null ? each : outcome).code());
    }
    parameters.addAll(behind);
    return client.sql(prefix.in(sql)).params(parameters);
  }
}
