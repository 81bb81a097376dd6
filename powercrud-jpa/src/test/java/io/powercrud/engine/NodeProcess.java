package io.powercrud.engine;

import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.tools.Server;

/** A node in a process of its own that never finishes a task, so that a test can kill it. */
final class NodeProcess implements AutoCloseable {

  private static final Pattern H2_IN_MEMORY = Pattern.compile("jdbc:h2:mem:([^;]*)(.*)");

  private final Process process;

  private NodeProcess(Process process) {
    this.process = process;
  }

  static NodeProcess start(TestDatabase kind, DatabaseAddress address, Duration lease)
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
                lease.toString())
            .inheritIO()
            .start());
  }

  private static String overTcp(String url) throws Exception {
    Matcher address = H2_IN_MEMORY.matcher(url);
    if (!address.matches()) {
      throw new IllegalArgumentException(url);
    }
    Server server = Server.createTcpServer("-tcpPort", "0").start();
    return "jdbc:h2:tcp://localhost:%d/mem:%s%s"
        .formatted(server.getPort(), address.group(1), address.group(2));
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
    CountDownLatch never = new CountDownLatch(1);
    try (TestNode node =
        TestNode.on(address)
            .lease(Duration.parse(arguments[3]))
            .knows(
                TaskDefinition.of(
                    EngineFixture.NOTE,
                    (note, context) -> {
                      TaskContext.registerDescendants(EngineFixture.Book.class, List.of(8));
                      never.await();
                      throw new IllegalStateException("This worker never comes to an end");
                    }))
            .started()) {
      never.await();
    }
  }
}
