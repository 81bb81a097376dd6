package io.powercrud.benchmarks;

import io.powercrud.TaskKey;
import io.powercrud.benchmarks.Comparison.Side;
import io.powercrud.bulk.BulkOperations;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A bulk update from its submission to its end, beside the best loop that one would write by hand
 * with the same chunks, row locks and JDBC batches; Hibernate validates each book at the flush.
 */
final class BulkUpdateBenchmark {

  static final int BOOKS = 100_000;
  private static final int CHUNK = 500;

  private static final String NEXT_BOOKS =
      """
      select b from PlainBook b where b.id > :last and b.bestseller = false order by b.id
      """;

  private final BulkOperations bulk;
  private final EndedTasks ended;
  private final EntityManager entityManager;
  private final TransactionTemplate transactions;
  private final JdbcClient jdbc;

  BulkUpdateBenchmark(
      BulkOperations bulk,
      EndedTasks ended,
      EntityManager entityManager,
      TransactionTemplate transactions,
      JdbcClient jdbc) {
    this.bulk = bulk;
    this.ended = ended;
    this.entityManager = entityManager;
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  Comparison comparison() {
    return new Comparison(
        "A bulk update of %,d books".formatted(BOOKS),
        new Side("PowerCRUD", this::putBack, this::bulkUpdate),
        new Side("hand-written loop", this::putBack, this::loop));
  }

  private void putBack() {
    Books.fill(jdbc, BOOKS);
    jdbc.sql("VACUUM ANALYZE powercrud_record").update();
  }

  private void bulkUpdate() {
    TaskKey task = Books.launchUpdate(bulk);
    ended.awaitSuccess(task);
    requireAllChanged();
  }

  private void loop() {
    long last = 0;
    for (List<PlainBook> books = chunkAfter(last); !books.isEmpty(); books = chunkAfter(last)) {
      last = books.get(books.size() - 1).getId();
    }
    requireAllChanged();
  }

  private List<PlainBook> chunkAfter(long last) {
    return Objects.requireNonNull(
        transactions.execute(
            status -> {
              List<PlainBook> books =
                  entityManager
                      .createQuery(NEXT_BOOKS, PlainBook.class)
                      .setParameter("last", last)
                      .setMaxResults(CHUNK)
                      .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                      .getResultList();
              books.forEach(book -> book.setBestseller(true));
              entityManager.flush();
              entityManager.clear();
              return books;
            }));
  }

  private void requireAllChanged() {
    long left =
        jdbc.sql("SELECT count(*) FROM book WHERE NOT bestseller").query(Long.class).single();
    if (left != 0) {
      throw new IllegalStateException("%,d books were not changed".formatted(left));
    }
  }
}
