package io.powercrud.benchmarks;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.benchmarks.Comparison.Side;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.task.Stores;
import io.powercrud.task.TaskPorts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reserving and releasing many ids, beside one INSERT for each id in one transaction. */
final class ReserveBenchmark {

  static final int IDS = 100_000;

  private static final String CREATE_PEER =
      """
      CREATE TABLE IF NOT EXISTS peer_lock (
        entity_type varchar(100) NOT NULL,
        record_id varchar(400) COLLATE "C" NOT NULL,
        holder varchar(64) NOT NULL,
        reserved_at timestamp(6) NOT NULL,
        PRIMARY KEY (entity_type, record_id))
      """;

  private static final String INSERT_PEER =
      """
      INSERT INTO peer_lock (entity_type, record_id, holder, reserved_at)
      VALUES (?, ?, ?, now())
      """;

  private static final String DELETE_PEER = "DELETE FROM peer_lock WHERE holder = ?";

  private final Stores stores;
  private final DataSource dataSource;
  private final JdbcClient jdbc;
  private final List<RecordKey> records =
      LongStream.rangeClosed(1, IDS)
          .mapToObj(id -> new RecordKey("Book", Long.toString(id)))
          .sorted()
          .toList();

  ReserveBenchmark(TaskPorts ports, DataSource dataSource) {
    this.stores = ports.stores();
    this.dataSource = dataSource;
    this.jdbc = JdbcClient.create(dataSource);
  }

  Comparison comparison() {
    jdbc.sql(CREATE_PEER).update();
    return new Comparison(
        "Reserving and releasing %,d ids".formatted(IDS),
        new Side("PowerCRUD", this::vacuum, this::reserveAndRelease),
        new Side("one INSERT per id", this::vacuum, this::insertOneByOne));
  }

  private void vacuum() {
    jdbc.sql("VACUUM powercrud_record").update();
    jdbc.sql("VACUUM peer_lock").update();
  }

  private void reserveAndRelease() {
    TaskKey task = TaskKey.unique();
    ConflictStore conflicts = stores.conflicts();
    require(
        stores
            .transactions()
            .join(
                () ->
                    conflicts
                        .reserveDescendants(task, task, records, ReservationScope.ROOT_TASK)
                        .orThrow()));
    stores
        .transactions()
        .join(
            () -> {
              conflicts.release(task);
              return task;
            });
  }

  private void insertOneByOne() {
    String holder = TaskKey.unique().value();
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement(INSERT_PEER)) {
        for (RecordKey key : records) {
          insert.setString(1, key.type());
          insert.setString(2, key.id());
          insert.setString(3, holder);
          insert.executeUpdate();
        }
      }
      connection.commit();
      try (PreparedStatement delete = connection.prepareStatement(DELETE_PEER)) {
        delete.setString(1, holder);
        require(delete.executeUpdate());
      }
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw new IllegalStateException("The peer's locks could not be written", e);
    }
  }

  private static void require(long reserved) {
    if (reserved != IDS) {
      throw new IllegalStateException("%,d of %,d were reserved".formatted(reserved, IDS));
    }
  }
}
