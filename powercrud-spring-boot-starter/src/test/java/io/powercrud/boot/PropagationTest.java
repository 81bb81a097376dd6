package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.powercrud.TaskKey;
import io.powercrud.task.OpenedTaskContext;
import io.powercrud.task.TaskContext;
import io.powercrud.test.TaskTestKit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The rows of the table "What propagates": which work on other threads sees the task. */
class PropagationTest {

  private final ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().build();
  private final ExecutorService plain = Executors.newSingleThreadExecutor();
  private final ExecutorService wrapped =
      ContextExecutorService.wrap(Executors.newSingleThreadExecutor(), snapshots::captureAll);
  private OpenedTaskContext task;

  @BeforeEach
  void openTask() {
    task = TaskTestKit.with().openTask();
  }

  @BeforeEach
  void startThreadsOutsideOfTheTask() throws Exception {
    assertThat(plain.submit(() -> 1).get()).isEqualTo(1);
  }

  @AfterEach
  void close() {
    Hooks.disableAutomaticContextPropagation();
    task.close();
    plain.shutdownNow();
    wrapped.shutdownNow();
  }

  private static Optional<TaskKey> seen() {
    return TaskContext.current().map(TaskContext::task);
  }

  private Optional<TaskKey> ours() {
    return Optional.of(task.task());
  }

  @Test
  void theSameThreadSeesIt() {
    assertThat(seen()).isEqualTo(ours());
  }

  @Test
  void theCommonPoolDoesNotSeeIt() {
    assertThat(CompletableFuture.supplyAsync(PropagationTest::seen).join()).isEmpty();
  }

  @Test
  void aPlainExecutorDoesNotSeeIt() throws Exception {
    assertThat(plain.submit(PropagationTest::seen).get()).isEmpty();
  }

  @Test
  void aWrappedExecutorServiceSeesItAndItsThreadIsCleanAfterwards() throws Exception {
    assertThat(wrapped.submit(PropagationTest::seen).get()).isEqualTo(ours());
  }

  @Test
  void aThreadSeesItThroughASnapshot() throws Exception {
    ContextSnapshot snapshot = snapshots.captureAll();
    Callable<Optional<TaskKey>> carried = snapshot.wrap(PropagationTest::seen);

    assertThat(plain.submit(carried).get()).isEqualTo(ours());
    assertThat(plain.submit(PropagationTest::seen).get()).isEmpty();
  }

  @Test
  void aCompletableFutureSeesItOnAWrappedExecutorAlone() {
    assertThat(CompletableFuture.supplyAsync(PropagationTest::seen, wrapped).join())
        .isEqualTo(ours());
    assertThat(CompletableFuture.supplyAsync(PropagationTest::seen, plain).join()).isEmpty();
    CountDownLatch isChained = new CountDownLatch(1);
    CompletableFuture<Optional<TaskKey>> chained =
        CompletableFuture.runAsync(() -> await(isChained), plain)
            .thenApplyAsync(nothing -> seen(), wrapped);
    isChained.countDown();
    assertThat(chained.join())
        .as("a stage is handed on by the thread before it, which has no context")
        .isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTaskExecutorOfSpringSeesItThroughATaskDecorator() throws Exception {
    ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
    executor.setTaskDecorator(new ContextPropagatingTaskDecorator());
    executor.initialize();
    try {
      assertThat(executor.submit(PropagationTest::seen).get()).isEqualTo(ours());
    } finally {
      executor.shutdown();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAsync
  static class Asynchronous {
    @Bean
    Elsewhere elsewhere() {
      return new Elsewhere();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Decorated {
    @Bean
    TaskDecorator contextPropagation() {
      return new ContextPropagatingTaskDecorator();
    }
  }

  static class Elsewhere {
    @Async
    Future<Optional<TaskKey>> look() {
      return CompletableFuture.completedFuture(seen());
    }
  }

  @Test
  void anAsyncMethodSeesItWhereTheApplicationHasTheDecorator() {
    ApplicationContextRunner runner =
        new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
            .withUserConfiguration(Asynchronous.class);

    runner.run(context -> assertThat(context.getBean(Elsewhere.class).look().get()).isEmpty());
    runner
        .withUserConfiguration(Decorated.class)
        .run(
            context -> assertThat(context.getBean(Elsewhere.class).look().get()).isEqualTo(ours()));
  }

  @Test
  @EnabledForJreRange(
      min = JRE.JAVA_21,
      disabledReason = "there are no virtual threads before Java 21")
  void aVirtualThreadSeesItThroughAWrappedExecutor() throws Exception {
    ExecutorService virtual =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    try {
      assertThat(
              ContextExecutorService.wrap(virtual, snapshots::captureAll)
                  .submit(PropagationTest::seen)
                  .get())
          .isEqualTo(ours());
      assertThat(virtual.submit(PropagationTest::seen).get()).isEmpty();
    } finally {
      virtual.shutdownNow();
    }
  }

  private static Mono<Optional<TaskKey>> look() {
    return Mono.fromCallable(PropagationTest::seen);
  }

  private static List<Mono<Optional<TaskKey>>> reactorRows() {
    return List.of(
        Mono.just(1).publishOn(Schedulers.boundedElastic()).map(one -> seen()),
        look().subscribeOn(Schedulers.boundedElastic()),
        Flux.just(1, 2).flatMap(one -> look().subscribeOn(Schedulers.parallel())).last(),
        Flux.just(1, 2).delayElements(Duration.ofMillis(1)).map(one -> seen()).last());
  }

  @Test
  void reactorSeesItWithAutomaticContextPropagation() {
    Hooks.enableAutomaticContextPropagation();

    for (Mono<Optional<TaskKey>> row : reactorRows()) {
      assertThat(row.block()).isEqualTo(ours());
    }
  }

  @Test
  void reactorDoesNotSeeItByItself() {
    for (Mono<Optional<TaskKey>> row : reactorRows()) {
      assertThat(row.block()).isEmpty();
    }
  }
}
