package io.powercrud.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.TaskStore;
import io.powercrud.test.NewTasks;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * Two clients, each with a task and a transaction of its own that stays open from step to step, and
 * the model of what each of them sees and has not committed.
 */
final class TwoClients implements AutoCloseable {

  private static final int RECORDS = ModelledStores.RECORDS;

  private static final Duration PATIENCE = Duration.ofMillis(30);

  private final TaskStore tasks;
  private final ConflictStore conflicts;
  private final ConflictStore outside;
  private final PlatformTransactionManager transactions;
  private final String type = "Two-" + TaskKey.unique();
  private final List<Client> clients;
  private final Map<Integer, Integer> committed = new TreeMap<>();

  /** What a client does. */
  enum Kind {
    RESERVE,
    RELEASE,
    COMMIT,
    ROLL_BACK
  }

  /** One step of one client. */
  record Step(int client, Kind kind, Set<Integer> records) {}

  private final class Client {

    final TaskKey task;
    final ExecutorService thread = Executors.newSingleThreadExecutor();
    final Map<Integer, Boolean> changes = new HashMap<>();
    @Nullable TransactionStatus open;

    Client() {
      NewTasks created = NewTasks.task();
      task = created.key();
      tasks.create(created.build());
    }

    <T> T call(Callable<T> work) {
      try {
        return thread.submit(work).get(60, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    boolean begin() {
      if (open == null) {
        open = transactions.getTransaction(new DefaultTransactionDefinition());
      }
      return true;
    }
  }

  /** Clients of that database, who wait for each other but briefly. */
  TwoClients(TestDatabase database) {
    JdbcStoresUnderTest opened = JdbcStoresUnderTest.opened(database);
    DataSource application = opened.application();
    transactions = new JdbcTransactionManager(application);
    Database joined = new Database(application, transactions, TablePrefix.DEFAULT, PATIENCE);
    Database own =
        new Database(
            opened.control(),
            new JdbcTransactionManager(opened.control()),
            TablePrefix.DEFAULT,
            PATIENCE);
    conflicts = new JdbcConflictStore(joined, own, opened.clock());
    outside = new JdbcConflictStore(own, null, opened.clock());
    tasks = JdbcStoresUnderTest.on(database).stores().tasks();
    clients = List.of(new Client(), new Client());
  }

  void run(Step step) {
    Client client = clients.get(step.client());
    Client other = clients.get(1 - step.client());
    switch (step.kind()) {
      case RESERVE -> reserve(step.client(), client, other, step.records());
      case RELEASE -> {
        client.call(client::begin);
        client.call(
            () -> {
              conflicts.release(client.task);
              return true;
            });
        for (int record = 0; record < RECORDS; record++) {
          client.changes.put(record, false);
        }
      }
      case COMMIT -> end(step.client(), client, true);
      case ROLL_BACK -> end(step.client(), client, false);
    }
    agree();
  }

  private void reserve(int number, Client client, Client other, Set<Integer> records) {
    client.call(client::begin);
    ReserveResult result =
        client.call(
            () ->
                conflicts.reserveDescendants(
                    client.task, client.task, keys(records), ReservationScope.ROOT_TASK));
    boolean held = records.stream().anyMatch(record -> isHeldByOther(number, record));
    boolean taken = records.stream().anyMatch(record -> other.changes.getOrDefault(record, false));
    boolean touched = records.stream().anyMatch(other.changes::containsKey);
    if (result instanceof ReserveResult.Reserved) {
      assertThat(held || taken).as("reserved %s", records).isFalse();
      records.forEach(record -> client.changes.put(record, true));
    } else if (result instanceof ReserveResult.Refused refused) {
      assertThat(held).as("refused %s: %s", records, refused).isTrue();
    } else {
      assertThat(held || touched).as("busy %s", records).isTrue();
    }
  }

  private boolean isHeldByOther(int number, int record) {
    return committed.getOrDefault(record, number) != number;
  }

  private void end(int number, Client client, boolean commit) {
    TransactionStatus open = client.open;
    if (open != null) {
      client.call(
          () -> {
            if (commit) {
              transactions.commit(open);
            } else {
              transactions.rollback(open);
            }
            return true;
          });
      if (commit) {
        client.changes.forEach(
            (record, held) -> {
              if (held) {
                committed.put(record, number);
              } else {
                committed.remove(record, number);
              }
            });
      }
      client.changes.clear();
      client.open = null;
    }
  }

  /** What somebody else sees is what was committed. */
  private void agree() {
    Map<RecordKey, TaskKey> seen =
        outside.holders(keys(IntStream.range(0, RECORDS).boxed().toList())).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().holder()));
    Map<RecordKey, TaskKey> expected = new HashMap<>();
    committed.forEach((record, client) -> expected.put(key(record), clients.get(client).task));
    assertThat(seen).isEqualTo(expected);
  }

  void finish() {
    for (int number = 0; number < clients.size(); number++) {
      end(number, clients.get(number), true);
    }
    agree();
  }

  private List<RecordKey> keys(Collection<Integer> records) {
    return records.stream().map(this::key).toList();
  }

  private RecordKey key(int record) {
    return new RecordKey(type, Integer.toString(record));
  }

  @Override
  public void close() {
    for (int number = 0; number < clients.size(); number++) {
      end(number, clients.get(number), false);
      clients.get(number).thread.shutdownNow();
    }
  }
}
