package io.powercrud.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.conflict.ReserveResult.Refused;
import io.powercrud.conflict.ReserveResult.Reserved;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What reservations are worth when many make them at once. */
public abstract class ConcurrencyContract extends StoreContract {

  private static final int THREADS = 8;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  final void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  @DisplayName("L6: 160 concurrent registrations of one task all survive")
  void concurrentRegistrationsAllSurvive() throws Exception {
    TaskKey task = taskOf("ann");
    int registrations = 160;

    List<ReserveResult> results =
        together(
            registrations,
            number ->
                () ->
                    persistently(
                        () ->
                            conflicts()
                                .reserveDescendants(
                                    task,
                                    task,
                                    books("own-" + number, "shared"),
                                    ReservationScope.ROOT_TASK)));

    assertThat(results).hasSize(registrations).allMatch(Reserved.class::isInstance);
    assertThat(conflicts().count(task)).isEqualTo(registrations + 1);
  }

  @Test
  @DisplayName("G2: of launches on overlapping sets at the same time exactly one wins, whole")
  void oneOfOverlappingLaunchesWins() throws Exception {
    for (int round = 0; round < 10; round++) {
      book = unique("Book");
      List<TaskKey> tasks = IntStream.range(0, THREADS).mapToObj(n -> taskOf("ann")).toList();
      CyclicBarrier start = new CyclicBarrier(THREADS);

      List<ReserveResult> results =
          together(
              THREADS,
              number ->
                  () -> {
                    start.await();
                    return persistently(() -> reserve(tasks.get(number), withOneInCommon(number)));
                  });

      assertThat(results).filteredOn(Reserved.class::isInstance).hasSize(1);
      assertThat(results).filteredOn(Refused.class::isInstance).hasSize(THREADS - 1);
      assertThat(tasks).filteredOn(task -> conflicts().count(task) > 0).hasSize(1);
    }
  }

  private List<RecordKey> withOneInCommon(int number) {
    List<RecordKey> records = new ArrayList<>(books("middle"));
    for (int i = 0; i < 50; i++) {
      records.addAll(books((i % 2 == 0 ? "early-" : "north-") + number + "-" + i));
    }
    return records;
  }

  @Test
  @DisplayName("G2: disjoint launches at the same time are in nobody's way")
  void disjointLaunchesAllWin() throws Exception {
    List<TaskKey> tasks = IntStream.range(0, 32).mapToObj(n -> taskOf("ann")).toList();

    List<ReserveResult> results =
        together(
            tasks.size(),
            number ->
                () ->
                    reserve(
                        tasks.get(number),
                        IntStream.range(0, 100)
                            .mapToObj(i -> new RecordKey(book, (i * 32 + number) + ""))
                            .toList()));

    assertThat(results).containsOnly(new Reserved(100, 0));
  }

  @Test
  @DisplayName("G2: a counter that a reservation alone protects stays exact")
  void reservationsExclude() throws Exception {
    AtomicIntegerArray counters = new AtomicIntegerArray(5);
    int perThread = 20;

    List<Integer> won =
        together(
            THREADS,
            number ->
                () -> {
                  int increments = 0;
                  for (int i = 0; i < perThread; i++) {
                    increments += incrementIfFree(counters, i % counters.length());
                  }
                  return increments;
                });

    assertThat(IntStream.range(0, counters.length()).map(counters::get).sum())
        .isEqualTo(won.stream().mapToInt(Integer::intValue).sum())
        .isPositive();
  }

  private int incrementIfFree(AtomicIntegerArray counters, int index) throws Exception {
    TaskKey task = TaskKey.unique();
    ReserveResult result = persistently(() -> reserve(task, books("counter-" + index)));
    if (!(result instanceof Reserved)) {
      return 0;
    }
    int before = counters.get(index);
    assertThat(conflicts().count(task)).isEqualTo(1);
    counters.set(index, before + 1);
    conflicts().release(task);
    return 1;
  }

  @Test
  @DisplayName("G2: of tasks that claim overlapping sets at the same time exactly one gets all")
  void oneOfOverlappingClaimsWins() throws Exception {
    List<TaskKey> tasks = IntStream.range(0, THREADS).mapToObj(n -> taskOf("ann")).toList();
    for (int number = 0; number < THREADS; number++) {
      TaskKey task = tasks.get(number);
      conflicts().reserveTargets(task, task, withOneInCommon(number), OnConflict.WAIT);
    }

    List<ReserveResult> results =
        together(
            THREADS,
            number ->
                () ->
                    persistently(
                        () -> conflicts().claimTargets(tasks.get(number), tasks.get(number))));

    assertThat(results).filteredOn(Reserved.class::isInstance).hasSize(1);
    assertThat(tasks).filteredOn(task -> conflicts().count(task) > 0).hasSize(1);
  }

  /** What becomes of it when somebody who is told that the store is busy tries again. */
  private static ReserveResult persistently(Callable<ReserveResult> attempt) throws Exception {
    while (true) {
      try {
        ReserveResult result = attempt.call();
        if (!(result instanceof ReserveResult.Busy)) {
          return result;
        }
      } catch (BusyException e) {
        Thread.onSpinWait();
      }
    }
  }

  private <T> List<T> together(int times, IntFunction<Callable<T>> work)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<Future<T>> futures = new ArrayList<>();
    for (int number = 0; number < times; number++) {
      futures.add(threads.submit(work.apply(number)));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(future.get(120, TimeUnit.SECONDS));
    }
    return results;
  }
}
