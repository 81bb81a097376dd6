package io.powercrud.engine;

import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskType.Nothing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.tools.Server;

/** A node in a process of its own, which a test can kill. */
final class NodeProcess implements AutoCloseable {

  private static final Pattern H2_IN_MEMORY = Pattern.compile("jdbc:h2:mem:([^;]*)(.*)");

  /** What the tasks of such a node do. */
  enum Work {
    /** A note never comes to an end. */
    STUCK_HANDLER,
    /** Neither a note, of which only one runs at once, nor a child ever comes to an end. */
    LIMITED,
    /** A note waits for a record that another task holds. */
    WAITING_HANDLER,
    /** A note comes to an end, and its completion step never does. */
    STUCK_STEP,
    /** Sums are added up by children. */
    SUMS,
    /** A note passes checkpoints, and nothing else. */
    CHECKPOINTS,
    /** A note ends the process. */
    LETHAL
  }

  /** The limits of a node whose work is {@link Work#LIMITED}. */
  static final Limits ONE_NOTE = new Limits(Map.of("note", 1), null);

  private final Process process;

  private NodeProcess(Process process) {
    this.process = process;
  }

  static NodeProcess start(TestDatabase kind, DatabaseAddress address, Duration lease, Work work)
      throws Exception {
    String url = kind == TestDatabase.H2 ? overTcp(address.url()) : address.url();
    return new NodeProcess(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                NodeProcess.class.getName(),
                url,
                address.username(),
                address.password(),
                lease.toString(),
                work.name())
            .inheritIO()
            .start());
  }

  /** The address by which another process reaches the database. */
  static String overTcp(String url) throws Exception {
    Matcher address = H2_IN_MEMORY.matcher(url);
    if (!address.matches()) {
      throw new IllegalArgumentException(url);
    }
    Server server = Server.createTcpServer("-tcpPort", "0").start();
    return "jdbc:h2:tcp://localhost:%d/mem:%s%s"
        .formatted(server.getPort(), address.group(1), address.group(2));
  }

  /** Asks the process to stop, as an operator's SIGTERM does. */
  void terminate() {
    process.destroy();
  }

  /** Waits until the process has ended by itself. */
  void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  /** Kills the process as a power cut would. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
  }

  /** Runs the node until it is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    DatabaseAddress address = new DatabaseAddress(arguments[0], arguments[1], arguments[2], null);
    Work work = Work.valueOf(arguments[4]);
    AtomicReference<TaskManager> tasks = new AtomicReference<>();
    try (TestNode node =
        TestNode.on(address)
            .lease(Duration.parse(arguments[3]))
            .limits(work == Work.LIMITED ? ONE_NOTE : Limits.NONE)
            .knows(definitions(work, tasks))
            .idle()) {
      tasks.set(node.tasks());
      Runtime.getRuntime().addShutdownHook(new Thread(node::close));
      node.start();
      new CountDownLatch(1).await();
    }
  }

  private static TaskDefinition<?, ?>[] definitions(Work work, AtomicReference<TaskManager> tasks) {
    CountDownLatch never = new CountDownLatch(1);
    return switch (work) {
      case STUCK_HANDLER ->
          new TaskDefinition<?, ?>[] {
            TaskDefinition.of(
                EngineFixture.NOTE,
                (note, context) -> {
                  TaskContext.registerDescendants(EngineFixture.Book.class, List.of(8));
                  return stuck(never);
                })
          };
      case LIMITED ->
          new TaskDefinition<?, ?>[] {
            TaskDefinition.of(EngineFixture.NOTE, (note, context) -> stuck(never)),
            TaskDefinition.of(FamilyFixture.CHILD, (note, context) -> stuck(never))
          };
      case WAITING_HANDLER ->
          new TaskDefinition<?, ?>[] {
            TaskDefinition.of(
                EngineFixture.NOTE,
                (note, context) -> {
                  TaskContext.registerDescendants(
                      EngineFixture.Book.class, List.of(8), Duration.ofMinutes(5));
                  return TaskResult.succeeded();
                })
          };
      case STUCK_STEP ->
          new TaskDefinition<?, ?>[] {
            TaskDefinition.of(
                    EngineFixture.NOTE,
                    (EngineFixture.Note note, TaskContext context) -> {
                      tasks.get().run(FamilyFixture.CHILD, note).asChild();
                      return TaskResult.succeeded();
                    })
                .completedBy(
                    (note, handled, children, context) -> {
                      TaskContext.registerDescendants(EngineFixture.Book.class, List.of(8));
                      never.await();
                      throw new IllegalStateException("This step never comes to an end");
                    }),
            TaskDefinition.of(FamilyFixture.CHILD, (note, context) -> TaskResult.succeeded())
          };
      case CHECKPOINTS ->
          new TaskDefinition<?, ?>[] {
            TaskDefinition.of(
                EngineFixture.NOTE,
                (note, context) -> {
                  TaskContext.registerDescendants(EngineFixture.Book.class, List.of(8));
                  while (!never.await(10, TimeUnit.MILLISECONDS)) {
                    TaskContext.checkpoint();
                  }
                  throw new IllegalStateException("This worker is handed over");
                })
          };
      case LETHAL ->
          new TaskDefinition<?, ?>[] {
            TaskDefinition.of(
                EngineFixture.NOTE,
                (note, context) -> {
                  Runtime.getRuntime().halt(1);
                  return TaskResult.succeeded();
                })
          };
      case SUMS -> Sums.definitions(tasks::get, () -> {});
    };
  }

  private static TaskResult<Nothing> stuck(CountDownLatch never) throws InterruptedException {
    never.await();
    throw new IllegalStateException("This worker never comes to an end");
  }
}
