package io.powercrud.drill.node;

import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.bulk.BulkMode;
import io.powercrud.bulk.BulkOperations;
import io.powercrud.bulk.BulkOutcome;
import io.powercrud.engine.CleanupSummary;
import io.powercrud.engine.RetentionCleanup;
import io.powercrud.task.Pauses;
import io.powercrud.task.TaskManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Does what the drill says on this process's standard input, and answers on its output. */
final class Console {

  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private final BulkOperations bulk;
  private final TaskManager tasks;
  private final Pauses pauses;
  private final RetentionCleanup cleanup;
  private final Windows windows;
  private final DataSource pool;
  private final ExecutorService doing = Executors.newCachedThreadPool(Console::daemon);

  Console(
      BulkOperations bulk,
      TaskManager tasks,
      Pauses pauses,
      RetentionCleanup cleanup,
      Windows windows,
      DataSource pool) {
    this.bulk = bulk;
    this.tasks = tasks;
    this.pauses = pauses;
    this.cleanup = cleanup;
    this.windows = windows;
    this.pool = pool;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "drill-console");
    thread.setDaemon(true);
    return thread;
  }

  /** Answers the drill with one line. */
  static void say(String line) {
    synchronized (OUT) {
      OUT.println("DRILL " + line.replace('\n', ' '));
    }
  }

  /** Listens until the drill is gone, and ends the process then. */
  void listen() {
    doing.execute(
        () -> {
          try (BufferedReader input =
              new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
              carryOut(line.split(" "));
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } finally {
            Runtime.getRuntime().halt(3);
          }
        });
  }

  private void carryOut(String[] words) {
    switch (words[0]) {
      case "arm" -> windows.arm(Window.valueOf(words[1]));
      case "go" -> windows.letGo();
      case "launch" ->
          doing.execute(
              () ->
                  launch(
                      words[1],
                      Long.parseLong(words[2]),
                      Long.parseLong(words[3]),
                      new Caller(words[4], Set.of(), Map.of())));
      case "cancel" -> doing.execute(() -> cancel(new TaskKey(words[1])));
      case "pause" -> doing.execute(() -> pause(typeOf(words)));
      case "resume" -> doing.execute(() -> resume(typeOf(words)));
      case "cleanup" -> doing.execute(this::cleanUp);
      case "fill" -> doing.execute(() -> fill(Long.parseLong(words[1])));
      default -> throw new IllegalArgumentException("Unknown: " + String.join(" ", words));
    }
  }

  private static @Nullable String typeOf(String[] words) {
    return words.length > 1 ? words[1] : null;
  }

  private void launch(String request, long first, long last, Caller caller) {
    try {
      BulkOutcome outcome =
          bulk.update(Item.class)
              .matching((item, query, builder) -> builder.between(item.get("id"), first, last))
              .set("remark", request)
              .caller(caller)
              .idempotencyKey(request)
              .mode(BulkMode.ASYNC)
              .submit();
      if (outcome instanceof BulkOutcome.Launched launched) {
        say("LAUNCHED " + request + " " + launched.task());
      } else if (outcome instanceof BulkOutcome.Known known) {
        say("LAUNCHED " + request + " " + known.earlier().key());
      } else {
        say("REFUSED " + request + " " + outcome);
      }
    } catch (RuntimeException e) {
      say("REFUSED " + request + " " + e);
    }
  }

  private void cancel(TaskKey key) {
    try {
      say("CANCELLED " + key + " " + tasks.cancel(key));
    } catch (RuntimeException e) {
      say("FAILED to cancel " + key + ": " + e);
    }
  }

  private void pause(@Nullable String type) {
    try {
      say("PAUSED " + pauses.pause(type, "drill", "a fault"));
    } catch (RuntimeException e) {
      say("FAILED to pause: " + e);
    }
  }

  private void resume(@Nullable String type) {
    try {
      say("RESUMED " + pauses.resume(type, "drill"));
    } catch (RuntimeException e) {
      say("FAILED to resume: " + e);
    }
  }

  /** Answers how much the reaper found that should not be there, and what. */
  private void cleanUp() {
    try {
      CleanupSummary summary = cleanup.run();
      if (!summary.failed().isEmpty()) {
        throw new IllegalStateException("Not all of it could be looked at: " + summary);
      }
      say("CLEANED " + (summary.leftoverRows() + summary.tasksRevived()) + " " + summary);
    } catch (RuntimeException e) {
      say("FAILED to clean up: " + e);
    }
  }

  /** Takes all of the application's connections for a while. */
  private void fill(long millis) {
    List<Connection> taken = new ArrayList<>();
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      int size = pool.unwrap(HikariDataSource.class).getMaximumPoolSize();
      while (taken.size() < size && System.nanoTime() < until) {
        take(taken);
      }
      say("FILLED " + taken.size());
      LockSupport.parkNanos(until - System.nanoTime());
    } catch (SQLException e) {
      say("FAILED to fill the pool: " + e);
    } finally {
      taken.forEach(Console::giveBack);
    }
  }

  private void take(List<Connection> taken) {
    try {
      taken.add(pool.getConnection());
    } catch (SQLException e) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      say("FAILED to give a connection back: " + e);
    }
  }
}
