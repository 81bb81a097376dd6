package io.powercrud.drill;

import io.powercrud.drill.node.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A handful of tasks, and a fault in the middle of their work. */
final class Round {

  private static final int JOBS = 6;
  private static final long ITEMS_OF_A_JOB = 80;
  private static final int LONGEST_INSTANT_MILLIS = 900;
  private static final int ONE_IN_SO_MANY_IS_CANCELLED = 6;
  private static final Duration TO_STOP = Duration.ofSeconds(4);
  private static final Duration TO_END = Duration.ofSeconds(90);

  private final int number;
  private final Fault fault;
  private final @Nullable Window window;
  private final Arena arena;
  private final Cluster cluster;
  private final Figures figures;
  private final Random random;
  private final List<Job> jobs;
  private boolean stopped;
  private double struckAt;

  Round(
      int number,
      Fault fault,
      @Nullable Window window,
      Arena arena,
      Cluster cluster,
      Figures figures,
      Random random) {
    this.number = number;
    this.fault = fault;
    this.window = window;
    this.arena = arena;
    this.cluster = cluster;
    this.figures = figures;
    this.random = random;
    long first = 1 + random.nextLong(Audit.ITEMS - JOBS * ITEMS_OF_A_JOB);
    this.jobs =
        LongStream.range(0, JOBS)
            .mapToObj(
                job ->
                    new Job(
                        "round-%d-%d".formatted(number, job),
                        first + job * ITEMS_OF_A_JOB,
                        first + (job + 1) * ITEMS_OF_A_JOB - 1))
            .toList();
  }

  List<Job> jobs() {
    return jobs;
  }

  /** When the fault struck, by the database's clock. */
  double struckAt() {
    return struckAt;
  }

  /** Launches, strikes, and waits for the end of all tasks. */
  void run() {
    Member victim = cluster.any(random);
    if (window != null) {
      victim.forgetAnswers();
      victim.tell("arm " + window);
    }
    List<Member> launchers = new ArrayList<>(cluster.ready());
    launchers.remove(victim);
    launchers.add(0, victim);
    for (int job = 0; job < JOBS; job++) {
      launchers.get(job % launchers.size()).tell(jobs.get(job).launch());
    }
    stopped = window != null && victim.await("AT " + window, TO_STOP).isPresent();
    if (window == null) {
      Pause.of(Duration.ofMillis(random.nextInt(LONGEST_INSTANT_MILLIS)));
    }
    figures.fault(fault);
    if (window != null && stopped) {
      figures.stoppedAt(window);
    }
    struckAt = arena.now();
    strike(victim);
    victim.tell("go");
    requireLaunched(launchers);
    cancelOne();
    awaitEnd();
  }

  private void strike(Member victim) {
    switch (fault) {
      case KILL -> {
        victim.signal("KILL");
        cluster.replace(victim);
      }
      case FREEZE -> {
        victim.signal("STOP");
        Pause.of(Settings.LEASE.multipliedBy(5).dividedBy(4));
        victim.signal("CONT");
        victim.tell("go");
        Pause.of(Duration.ofMillis(500));
      }
      case TERM -> {
        victim.signal("TERM");
        victim.tell("go");
        cluster.replace(victim);
      }
      case CUT -> arena.cut(Member.user(victim.number()));
      case OUTAGE -> {
        victim.tell("go");
        arena.interrupt(Duration.ofMillis(500 + random.nextInt(2_500)));
      }
      case FULL -> victim.tell("fill " + (1_000 + random.nextInt(3_000)));
      case LOCK -> {
        victim.tell("go");
        arena.lock(someItems(), Duration.ofMillis(500 + random.nextInt(2_000)));
      }
    }
  }

  private List<Long> someItems() {
    long first = jobs.get(0).first();
    return Stream.generate(() -> first + random.nextLong(JOBS * ITEMS_OF_A_JOB))
        .limit(5)
        .distinct()
        .sorted()
        .toList();
  }

  /** Launches again what nobody has confirmed: the request is the same, so the task is. */
  private void requireLaunched(List<Member> launchers) {
    long until = System.nanoTime() + TO_END.toNanos();
    for (int i = 0; i < JOBS; i++) {
      Job job = jobs.get(i);
      Member asked = launchers.get(i % launchers.size());
      while (!job.isLaunched()) {
        Optional<String> answer = asked.await("LAUNCHED " + job.request() + " ", patience(asked));
        if (answer.isPresent()) {
          job.isTask(answer.get().substring(answer.get().lastIndexOf(' ') + 1));
        } else {
          if (System.nanoTime() > until) {
            throw new IllegalStateException(job.request() + " could not be launched");
          }
          cluster.awaitReady(1);
          asked = cluster.any(random);
          asked.tell(job.launch());
        }
      }
    }
  }

  private static Duration patience(Member asked) {
    return asked.isAlive() ? Duration.ofSeconds(3) : Duration.ofMillis(10);
  }

  private void cancelOne() {
    if (number % ONE_IN_SO_MANY_IS_CANCELLED == 0) {
      Job job = jobs.get(random.nextInt(JOBS));
      job.isCancelled();
      cluster.awaitReady(1);
      cluster.any(random).tell("cancel " + job.task());
    }
  }

  private void awaitEnd() {
    long until = System.nanoTime() + TO_END.toNanos();
    while (open() > 0) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException(
            "Round %d (%s at %s): %d tasks have not ended within %s"
                .formatted(number, fault, window, open(), TO_END));
      }
      cluster.awaitReady(1);
      Pause.of(Duration.ofMillis(50));
    }
  }

  private long open() {
    return arena
        .jdbc()
        .sql("SELECT COUNT(*) FROM powercrud_task WHERE finished_at IS NULL")
        .query(Long.class)
        .single();
  }

  @Override
  public String toString() {
    return "round %d: %s %s%s"
        .formatted(
            number,
            fault,
            window == null ? "at random" : "at " + window,
            window == null || stopped ? "" : " (not reached)");
  }
}
