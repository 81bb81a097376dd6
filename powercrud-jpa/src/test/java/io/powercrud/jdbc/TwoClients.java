package io.powercrud.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.database.TestDatabase;
import io.powercrud.jdbc.StoreModel.ModelTask;
import io.powercrud.task.Attempt;
import io.powercrud.task.Ending;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskStore;
import io.powercrud.task.Transactions;
import io.powercrud.test.NewTasks;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
 * the model of what each of them sees and has not committed. A client whom the other is in the way
 * of rolls everything back that it has done since its last commit.
 */
final class TwoClients implements AutoCloseable {

  static final int TASKS = 2;

  private static final int RECORDS = ModelledStores.RECORDS;
  private static final Duration PATIENCE = Duration.ofMillis(30);
  private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");

  private final TestDatabase database;
  private final HikariDataSource application;
  private final TaskStore tasks;
  private final ConflictStore conflicts;
  private final Transactions faults;
  private final PlatformTransactionManager transactions;
  private final TaskStore outside;
  private final ConflictStore conflictsOutside;
  private final String type = "Two-" + TaskKey.unique();
  private final List<TaskKey> keys;
  private final List<Client> clients = List.of(new Client(), new Client());
  private final Map<Integer, Integer> holders = new TreeMap<>();
  private StoreModel committed = new StoreModel();

  /** What a client does. */
  enum Kind {
    /** Reserves records for its own task. */
    RESERVE,
    /** Releases what its own task holds. */
    RELEASE,
    /** Ends its own task, which releases what it holds. */
    END,
    /** Begins an attempt at a task, as whoever takes it over. */
    BEGIN,
    /** Leaves no attempt at a task the newest. */
    SUPERSEDE,
    /** Asks for a task to be cancelled. */
    CANCEL,
    /** Proves an attempt at a task before it commits, as whoever writes for it. */
    WRITE,
    COMMIT,
    ROLL_BACK
  }

  /**
   * One step of one client.
   *
   * @param records what it reserves
   * @param status how it ends its task
   * @param late how many attempts ago the one began for which it writes
   */
  record Step(int client, Kind kind, int task, Set<Integer> records, TaskStatus status, int late) {}

  /** What a client has done in its open transaction, and nobody else sees. */
  private static final class Client {

    final ExecutorService thread = Executors.newSingleThreadExecutor();
    final Map<Integer, Boolean> records = new HashMap<>();
    final Map<Integer, ModelTask> moved = new HashMap<>();
    final Set<Integer> fenced = new HashSet<>();
    final Set<Integer> proved = new HashSet<>();
    boolean undidAStatement;
    @Nullable TransactionStatus open;

    <T> T call(Supplier<T> work) {
      try {
        return thread.submit(work::get).get(60, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(e);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    boolean hasTouched(int task) {
      return moved.containsKey(task) || fenced.contains(task) || proved.contains(task);
    }

    boolean isInTheWay() {
      return !records.isEmpty() || !moved.isEmpty() || !fenced.isEmpty() || !proved.isEmpty();
    }

    void forget() {
      records.clear();
      moved.clear();
      fenced.clear();
      proved.clear();
      undidAStatement = false;
      open = null;
    }
  }

  /** Clients of that database, who wait for each other but briefly. */
  TwoClients(TestDatabase database) {
    this.database = database;
    JdbcStoresUnderTest opened = JdbcStoresUnderTest.opened(database);
    application = opened.address().withSessionSql(briefly(database)).openPool(clients.size());
    transactions = new JdbcTransactionManager(application);
    Database joined = database(application, transactions);
    Database own = database(opened.control(), new JdbcTransactionManager(opened.control()));
    JacksonPayloadCodec codec = new JacksonPayloadCodec();
    tasks = new JdbcTaskStore(joined, own, codec, root -> {});
    conflicts = new JdbcConflictStore(joined, own, opened.clock());
    faults = new JdbcTransactions(joined, tasks, Duration.ofMinutes(1));
    outside = new JdbcTaskStore(own, null, codec, root -> {});
    conflictsOutside = new JdbcConflictStore(own, null, opened.clock());
    keys = IntStream.range(0, TASKS).mapToObj(this::launched).toList();
  }

  private static Database database(DataSource connections, PlatformTransactionManager manager) {
    return new Database(connections, manager, TablePrefix.DEFAULT, PATIENCE);
  }

  private static String briefly(TestDatabase database) {
    return switch (database) {
      case H2 -> "SET LOCK_TIMEOUT " + PATIENCE.toMillis();
      case POSTGRESQL -> "SET lock_timeout = " + PATIENCE.toMillis();
      case MARIADB -> "SET SESSION innodb_lock_wait_timeout = 0";
    };
  }

  private TaskKey launched(int task) {
    NewTasks created = NewTasks.task();
    outside.create(created.build());
    committed.create(task);
    return created.key();
  }

  void run(Step step) {
    Client client = clients.get(step.client());
    Client other = clients.get(1 - step.client());
    if (step.kind() == Kind.COMMIT || step.kind() == Kind.ROLL_BACK) {
      finish(step.client(), step.kind() == Kind.COMMIT);
    } else if (!wouldWaitForEver(step, other)) {
      client.call(() -> open(client));
      try {
        act(step, client, other);
      } catch (RuntimeException e) {
        assertThat(faults.isTransient(e)).as("%s: %s", step, e).isTrue();
        assertThat(other.isInTheWay()).as("%s: %s", step, e).isTrue();
        finish(step.client(), false);
      }
    }
    agree();
  }

  /** H2 waits without a time-out for a transaction that has gone back to a savepoint. */
  private boolean wouldWaitForEver(Step step, Client other) {
    int task = step.kind() == Kind.END ? step.client() : step.task();
    return database == TestDatabase.H2 && other.undidAStatement && other.hasTouched(task);
  }

  private boolean open(Client client) {
    if (client.open == null) {
      client.open = transactions.getTransaction(new DefaultTransactionDefinition());
    }
    return true;
  }

  private void act(Step step, Client client, Client other) {
    switch (step.kind()) {
      case RESERVE -> {
        if (!seen(client, step.client()).status().isEnded()) {
          reserve(step.client(), client, other, step.records());
        }
      }
      case RELEASE -> {
        client.call(() -> release(step.client()));
        releasedBy(client);
      }
      case END -> end(step.client(), step.status(), client, other);
      case BEGIN -> begin(step.task(), client, other);
      case SUPERSEDE -> supersede(step.task(), client, other);
      case CANCEL -> cancel(step.task(), client, other);
      case WRITE -> write(step, client, other);
      default -> throw new IllegalStateException("No act: " + step);
    }
  }

  private boolean release(int number) {
    conflicts.release(keys.get(number));
    return true;
  }

  private static void releasedBy(Client client) {
    IntStream.range(0, RECORDS).forEach(record -> client.records.put(record, false));
  }

  private void reserve(int number, Client client, Client other, Set<Integer> records) {
    TaskKey task = keys.get(number);
    ReserveResult result =
        client.call(
            () ->
                conflicts.reserveDescendants(
                    task, task, keysOf(records), ReservationScope.ROOT_TASK));
    boolean held = records.stream().anyMatch(record -> isHeldByOther(number, record));
    boolean taken = records.stream().anyMatch(record -> other.records.getOrDefault(record, false));
    boolean touched = records.stream().anyMatch(other.records::containsKey);
    client.undidAStatement |= !(result instanceof ReserveResult.Reserved);
    if (result instanceof ReserveResult.Reserved) {
      assertThat(held || taken).as("reserved %s", records).isFalse();
      records.forEach(record -> client.records.put(record, true));
    } else if (result instanceof ReserveResult.Refused refused) {
      assertThat(held).as("refused %s: %s", records, refused).isTrue();
    } else {
      assertThat(held || touched).as("busy %s", records).isTrue();
    }
  }

  private boolean isHeldByOther(int number, int record) {
    return holders.getOrDefault(record, number) != number;
  }

  /** The task as the client sees it: as it was committed, and what the client itself did. */
  private ModelTask seen(Client client, int task) {
    return client.moved.getOrDefault(task, committed.tasks().get(task));
  }

  private StoreModel seenBy(Client client) {
    StoreModel seen = committed.copy();
    seen.tasks().putAll(client.moved);
    return seen;
  }

  /** Nobody moves what another has moved and not committed. */
  private static void moved(int task, StoreModel seen, Client client, Client other) {
    assertThat(other.moved).as("moved by both").doesNotContainKey(task);
    client.moved.put(task, seen.tasks().get(task));
  }

  /** Nor is an attempt superseded while another writes for it. */
  private static void fenced(int task, Client client, Client other) {
    assertThat(other.proved).as("superseded while another writes").doesNotContain(task);
    assertThat(other.fenced).as("superseded by both").doesNotContain(task);
    client.fenced.add(task);
  }

  private void begin(int task, Client client, Client other) {
    int begun =
        client.call(() -> tasks.beginAttempt(keys.get(task), TIME).map(Attempt::number).orElse(0));
    StoreModel seen = seenBy(client);
    assertThat(begun).isEqualTo(seen.isOpen(task) ? seen.beginAttempt(task) : 0);
    if (begun > 0) {
      moved(task, seen, client, other);
      fenced(task, client, other);
    }
  }

  private void supersede(int task, Client client, Client other) {
    client.call(
        () -> {
          assertThat(tasks.lock(keys.get(task))).isPresent();
          tasks.supersede(keys.get(task));
          return true;
        });
    StoreModel seen = seenBy(client);
    seen.supersede(task);
    moved(task, seen, client, other);
    fenced(task, client, other);
  }

  private void cancel(int task, Client client, Client other) {
    boolean cancelled = client.call(() -> tasks.requestCancel(keys.get(task)));
    StoreModel seen = seenBy(client);
    assertThat(cancelled).isEqualTo(seen.requestCancel(task));
    if (cancelled) {
      moved(task, seen, client, other);
    }
  }

  private void end(int number, TaskStatus status, Client client, Client other) {
    StoreModel seen = seenBy(client);
    boolean may = seen.end(number, status);
    boolean ended = client.call(() -> endAndRelease(number, status));
    assertThat(ended).isEqualTo(may);
    if (ended) {
      moved(number, seen, client, other);
      releasedBy(client);
    } else {
      finish(number, false);
    }
  }

  private boolean endAndRelease(int number, TaskStatus status) {
    try {
      tasks.end(keys.get(number), new Ending(status, null, null, null, TIME));
    } catch (IllegalStateException refused) {
      return false;
    }
    return release(number);
  }

  private void write(Step step, Client client, Client other) {
    TaskKey key = keys.get(step.task());
    int number = seen(client, step.task()).attempt() - step.late();
    boolean newest = client.call(() -> isProved(new Attempt(key, key, number)));
    assertThat(newest).as("%s", step).isEqualTo(step.late() == 0);
    if (newest) {
      assertThat(other.fenced).as("written while superseded").doesNotContain(step.task());
      client.proved.add(step.task());
    } else {
      finish(step.client(), false);
    }
  }

  private boolean isProved(Attempt attempt) {
    try {
      tasks.prove(attempt);
      return true;
    } catch (LostTaskException lost) {
      return false;
    }
  }

  private void finish(int number, boolean commit) {
    Client client = clients.get(number);
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
        committed = seenBy(client);
        client.records.forEach(
            (record, held) -> {
              if (held) {
                holders.put(record, number);
              } else {
                holders.remove(record, number);
              }
            });
      }
      client.forget();
    }
  }

  /** What somebody else sees is what was committed. */
  private void agree() {
    Map<RecordKey, TaskKey> seen =
        conflictsOutside
            .holders(keysOf(IntStream.range(0, RECORDS).boxed().toList()))
            .entrySet()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().holder()));
    Map<RecordKey, TaskKey> expected = new HashMap<>();
    holders.forEach((record, number) -> expected.put(key(record), keys.get(number)));
    assertThat(seen).isEqualTo(expected);
    committed
        .tasks()
        .forEach(
            (number, task) -> {
              Task found = outside.find(keys.get(number)).orElseThrow();
              assertThat(new ModelTask(found.status(), found.attempt())).isEqualTo(task);
            });
  }

  void finish() {
    for (int number = 0; number < clients.size(); number++) {
      finish(number, true);
    }
    agree();
  }

  private List<RecordKey> keysOf(Collection<Integer> records) {
    return records.stream().map(this::key).toList();
  }

  private RecordKey key(int record) {
    return new RecordKey(type, Integer.toString(record));
  }

  @Override
  public void close() {
    for (int number = 0; number < clients.size(); number++) {
      finish(number, false);
      clients.get(number).thread.shutdownNow();
    }
    application.close();
  }
}
