package io.powercrud.drill;

import io.powercrud.database.DatabaseAddress;
import io.powercrud.drill.node.DrillNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process that is a node of the cluster; after its end another one takes its place. */
final class Member implements AutoCloseable {

  private static final String PREFIX = "DRILL ";

  private final int number;
  private final Process process;
  private final BufferedWriter input;
  private final PrintWriter log;
  private final Queue<String> answers = new ConcurrentLinkedQueue<>();
  private volatile boolean ready;

  private Member(int number, Process process, PrintWriter log) {
    this.number = number;
    this.log = log;
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "drill-reader-" + number);
    reader.setDaemon(true);
    reader.start();
  }

  /** The name by which the database knows the connections of the node with this number. */
  static String user(int number) {
    return "drill_" + number;
  }

  static Member start(int number, DatabaseAddress address, Settings settings, Path log) {
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx192m",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-Duser.timezone=" + List.of("Pacific/Auckland", "America/Lima").get(number % 2),
                  "-cp",
                  System.getProperty("java.class.path"),
                  DrillNode.class.getName(),
                  "--spring.datasource.url=" + address.url(),
                  "--spring.datasource.username=" + user(number),
                  "--spring.datasource.password=drill",
                  "--spring.jpa.hibernate.ddl-auto=none",
                  "--spring.jpa.open-in-view=false",
                  "--spring.main.banner-mode=off",
                  "--logging.level.root=warn",
                  "--logging.level.io.powercrud=info",
                  "--logging.pattern.console=%d{HH:mm:ss.SSS} node"
                      + number
                      + " %-5p [%t] %c{0}: %m%n%ex",
                  "--powercrud.schema.initialize=never",
                  "--powercrud.lease=" + Settings.LEASE.toMillis() + "ms",
                  "--powercrud.bulk.chunk-size=10",
                  "--powercrud.tasks.workers=2",
                  "--powercrud.tasks.grace-period=3s",
                  "--powercrud.tasks.limits.per-type.write-slip=" + Restraint.MOST_CHILDREN,
                  "--powercrud.tasks.limits.per-user=" + Restraint.MOST_OF_A_USER,
                  "--powercrud.bulk.max-open-tasks=1000",
                  // The guard proves the attempt as well, in every transaction of a task.
                  "--powercrud.guard.enabled=" + !settings.unfenced(),
                  "--drill.unfenced=" + settings.unfenced())
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return new Member(
          number,
          process,
          new PrintWriter(new FileWriter(log.toFile(), StandardCharsets.UTF_8, true), true));
    } catch (IOException e) {
      throw new UncheckedIOException("A node did not start", e);
    }
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        int start = line.indexOf(PREFIX);
        if (start < 0) {
          log.println(line);
        } else if (line.endsWith("READY")) {
          ready = true;
        } else {
          answers.add(line.substring(start + PREFIX.length()));
        }
      }
    } catch (IOException e) {
      answers.add("GONE");
    }
  }

  int number() {
    return number;
  }

  boolean isReady() {
    return ready && process.isAlive();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Tells the node to do something; one that is gone does nothing. */
  void tell(String line) {
    try {
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      answers.add("GONE");
    }
  }

  /** Waits for an answer that begins so. */
  Optional<String> await(String start, Duration longest) {
    long until = System.nanoTime() + longest.toNanos();
    while (System.nanoTime() < until) {
      for (String answer : answers) {
        if (answer.startsWith(start)) {
          answers.remove(answer);
          return Optional.of(answer);
        }
      }
      if (!process.isAlive()) {
        return Optional.empty();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    return Optional.empty();
  }

  void forgetAnswers() {
    answers.clear();
  }

  /** Sends a signal, as the kill command names it. */
  void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("Interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
