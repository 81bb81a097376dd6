package io.powercrud.engine;

import io.powercrud.TaskKey;
import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A node in a process of its own that delivers the tasks it is told to, one after another, on one
 * database after another. Used by one thread at a time.
 */
final class DeliveringProcess implements AutoCloseable {

  private static final String READY = "ready";
  private static final String OPEN = "open";
  private static final String DELIVER = "deliver";

  private final Process process;
  private final BufferedReader answers;
  private final PrintStream commands;

  private DeliveringProcess(Process process) {
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  static DeliveringProcess start() throws IOException {
    return new DeliveringProcess(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DeliveringProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Leaves the database it was on for this one. */
  void open(TestDatabase kind, DatabaseAddress address) throws Exception {
    String url = kind == TestDatabase.H2 ? NodeProcess.overTcp(address.url()) : address.url();
    command(OPEN, url, address.username(), address.password());
  }

  /** Delivers a task, and comes back when its delivery is over. */
  void deliver(TaskKey task) throws IOException {
    command(DELIVER, task.value());
  }

  private void command(String... words) throws IOException {
    commands.println(String.join("\t", words));
    @Nullable String line = answers.readLine();
    while (line != null && !line.equals(READY)) {
      line = answers.readLine();
    }
    if (line == null) {
      throw new IllegalStateException("The process ended at '%s'".formatted(words[0]));
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Does what it is told to until it is killed. */
  public static void main(String[] arguments) throws IOException {
    BufferedReader told =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    @Nullable TestNode node = null;
    for (@Nullable String line = told.readLine(); line != null; line = told.readLine()) {
      String[] words = line.split("\t", -1);
      if (words[0].equals(OPEN)) {
        if (node != null) {
          node.close();
        }
        node = nodeOn(new DatabaseAddress(words[1], words[2], words[3], null));
      } else if (node != null) {
        node.worker.run(new TaskKey(words[1]));
      }
      System.out.println(READY);
    }
  }

  private static TestNode nodeOn(DatabaseAddress address) {
    return TestNode.on(address)
        .knows(TaskDefinition.of(FamilyFixture.CHILD, (note, context) -> TaskResult.succeeded()))
        .idle();
  }
}
