package io.powercrud.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A handful of tasks, and a fault in the middle of their work. */
final class Round {

  private static final int JOBS = 6;
  private static final long ITEMS_OF_A_JOB = 80;
  private static final int LONGEST_INSTANT_MILLIS = 900;
  private static final int ONE_IN_SO_MANY_IS_CANCELLED = 6;
  private static final Duration TO_STOP = Duration.ofSeconds(20);
  private static final Duration TO_ANSWER = Duration.ofSeconds(4);
  private static final Duration A_LOOK = Duration.ofMillis(5);
  private static final Duration TO_END = Duration.ofSeconds(90);

  private final Plan.Step step;
  private final Arena arena;
  private final Cluster cluster;
  private final Figures figures;
  private final Random random;
  private final List<Job> jobs;
  private boolean stopped;
  private double struckAt;
  private double resumedAt;

  Round(Plan.Step step, Arena arena, Cluster cluster, Figures figures, Random random) {
    this.step = step;
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
                        "round-%d-%d".formatted(step.number(), job),
                        first + job * ITEMS_OF_A_JOB,
                        first + (job + 1) * ITEMS_OF_A_JOB - 1,
                        step.restraint().user()))
            .toList();
  }

  List<Job> jobs() {
    return jobs;
  }

  /** Whether its fault has another node take over what one had. */
  boolean givesTasksAway() {
    return step.fault().givesTasksAway();
  }

  /** When the fault struck, by the database's clock. */
  double struckAt() {
    return struckAt;
  }

  /** The jobs that were launched after something was paused; empty where nothing was. */
  List<Job> launchedInPause() {
    return step.restraint().isPause() ? jobs.subList(JOBS / 2, JOBS) : List.of();
  }

  /** When what was paused was told to go on, by the database's clock. */
  double resumedAt() {
    return resumedAt;
  }

  /** Whether a worker stood still at the window, where the round has one. */
  boolean reachedItsWindow() {
    return stopped || step.window() == null;
  }

  /** Launches, strikes, and waits for the end of all tasks. */
  void run() {
    List<Member> nodes = new ArrayList<>(cluster.ready());
    Collections.shuffle(nodes, random);
    arm(nodes);
    launch(nodes, 0, JOBS / 2);
    if (step.restraint().isPause()) {
      untilAnswered(step.restraint().pause(), "PAUSED ");
    }
    launch(nodes, JOBS / 2, JOBS);
    Member victim = victim(nodes);
    figures.round(step, stopped);
    struckAt = arena.now();
    strike(victim);
    victim.tell("go");
    requireLaunched(nodes);
    if (step.restraint().isPause()) {
      resumedAt = arena.now();
      untilAnswered(step.restraint().resume(), "RESUMED ");
    }
    cancelOne();
    awaitEnd();
  }

  private void arm(List<Member> nodes) {
    nodes.forEach(Member::forgetAnswers);
    if (step.window() != null) {
      nodes.forEach(node -> node.tell("arm " + step.window()));
    }
  }

  private void launch(List<Member> nodes, int from, int to) {
    for (int job = from; job < to; job++) {
      nodes.get(job % nodes.size()).tell(jobs.get(job).launch());
    }
  }

  /** The first node on which a worker comes to the window; any, after a while, where none does. */
  private Member victim(List<Member> nodes) {
    Member victim = nodes.get(0);
    if (step.window() == null) {
      Lapse.of(Duration.ofMillis(random.nextInt(LONGEST_INSTANT_MILLIS)));
      return victim;
    }
    Optional<Member> first = firstAtItsWindow(nodes);
    stopped = first.isPresent();
    victim = first.orElse(victim);
    for (Member node : nodes) {
      if (node != victim) {
        node.tell("go");
      }
    }
    return victim;
  }

  private Optional<Member> firstAtItsWindow(List<Member> nodes) {
    long until = System.nanoTime() + TO_STOP.toNanos();
    Optional<Member> first = Optional.empty();
    while (first.isEmpty() && System.nanoTime() < until) {
      first = nodes.stream().filter(node -> node.await("AT ", A_LOOK).isPresent()).findFirst();
    }
    return first;
  }

  /** Tells one node after the other, until one has done it. */
  private void untilAnswered(String line, String answer) {
    long until = System.nanoTime() + TO_END.toNanos();
    Optional<String> answered = Optional.empty();
    while (answered.isEmpty()) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("No node could " + line);
      }
      cluster.awaitReady(1);
      Member asked = cluster.any(random);
      asked.tell(line);
      answered = asked.await(answer, TO_ANSWER);
    }
  }

  private void strike(Member victim) {
    switch (step.fault()) {
      case KILL -> {
        victim.signal("KILL");
        cluster.replace(victim);
      }
      case FREEZE -> {
        victim.signal("STOP");
        Lapse.of(Settings.LEASE.multipliedBy(5).dividedBy(4));
        victim.signal("CONT");
        victim.tell("go");
        Lapse.of(Duration.ofMillis(500));
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
  private void requireLaunched(List<Member> nodes) {
    long until = System.nanoTime() + TO_END.toNanos();
    for (int i = 0; i < JOBS; i++) {
      Job job = jobs.get(i);
      Member asked = nodes.get(i % nodes.size());
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
    if (step.number() % ONE_IN_SO_MANY_IS_CANCELLED == 0) {
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
                .formatted(step.number(), step.fault(), step.window(), open(), TO_END));
      }
      cluster.awaitReady(1);
      Lapse.of(Duration.ofMillis(50));
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
    return "round %d: %s %s%s%s"
        .formatted(
            step.number(),
            step.fault(),
            step.window() == null ? "at random" : "at " + step.window(),
            reachedItsWindow() ? "" : " (not reached)",
            step.restraint() == Restraint.NONE ? "" : ", " + step.restraint());
  }
}
