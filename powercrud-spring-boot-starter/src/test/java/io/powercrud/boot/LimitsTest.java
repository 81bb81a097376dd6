package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import example.library.LibraryApplication;
import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.Task;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The limits of an application that sets them by properties. */
class LimitsTest {

  private static final TaskType<Shelf, Nothing> STOCK_TAKING =
      TaskType.of("stock-taking", Shelf.class);

  /** The payload. */
  record Shelf(String name) {}

  /** Begun tasks wait here until they are let go. */
  record Gate(CountDownLatch begun, CountDownLatch open) {}

  @Configuration(proxyBeanMethods = false)
  static class StockTaking {

    @Bean
    Gate gate() {
      return new Gate(new CountDownLatch(1), new CountDownLatch(1));
    }

    @Bean
    TaskDefinition<Shelf, Nothing> stockTaking(Gate gate) {
      return TaskDefinition.of(
          STOCK_TAKING,
          (shelf, context) -> {
            gate.begun().countDown();
            gate.open().await();
            return TaskResult.succeeded();
          });
    }
  }

  private static Host host() {
    return Host.of(LibraryApplication.class, StockTaking.class);
  }

  private static TaskKey launch(ConfigurableApplicationContext application) {
    LaunchResult<?> launched =
        application
            .getBean(TaskManager.class)
            .run(STOCK_TAKING, new Shelf("A"))
            .caller(new Caller("ann", Set.of(), Map.of()))
            .launch();
    return ((LaunchResult.Launched<?>) launched).task();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"powercrud.tasks.limits.per-type.stock-taking", "powercrud.tasks.limits.per-user"})
  void theSecondTaskWaitsUntilTheFirstHasEndedAndOthersDoNot(String property) throws Exception {
    try (ConfigurableApplicationContext application =
        host().with(property, 1).startWithoutWebServer()) {
      Gate gate = application.getBean(Gate.class);
      TaskKey first = launch(application);
      gate.begun().await();
      TaskKey second = launch(application);

      assertThat(Tasks.run(application).status()).isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(application.getBean(TaskManager.class).find(second).orElseThrow().status())
          .isEqualTo(TaskStatus.PENDING);

      gate.open().countDown();
      Task ended = Tasks.ended(application, first);
      assertThat(Tasks.ended(application, second).startedAt()).isAfterOrEqualTo(ended.finishedAt());
    }
  }

  @Test
  void withoutALimitBothRunAtOnce() throws Exception {
    try (ConfigurableApplicationContext application = host().startWithoutWebServer()) {
      TaskManager tasks = application.getBean(TaskManager.class);
      TaskKey first = launch(application);
      TaskKey second = launch(application);

      await()
          .until(
              () ->
                  tasks.find(first).orElseThrow().status() == TaskStatus.RUNNING
                      && tasks.find(second).orElseThrow().status() == TaskStatus.RUNNING);
      application.getBean(Gate.class).open().countDown();
    }
  }
}
