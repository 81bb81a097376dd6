package io.powercrud.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Has a cluster of real processes work on a real database, and does to it what a data centre does
 * to its machines on a bad day; after each fault the audit of the database's triggers must say that
 * every record was changed exactly once.
 */
public final class Drill {

  private static final int MOST_REPORTED = 10;
  private static final int MOST_ASKED_TO_CLEAN_UP = 10;
  private static final Duration TO_CLEAN_UP = Duration.ofSeconds(10);

  private final Settings settings;
  private final Figures figures;
  private final Random random;
  private final Plan plan;

  private Drill(Settings settings) {
    this.settings = settings;
    this.figures = new Figures(settings);
    this.random = new Random(settings.seed());
    this.plan = new Plan(settings.faults(), new Random(settings.seed()));
  }

  /**
   * Runs the drill, prints the figures, and exits with 1 if they are not clean.
   *
   * @param arguments the settings, as --name=value
   */
  public static void main(String[] arguments) throws IOException {
    Settings settings;
    try {
      settings = Settings.of(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(run(settings) ? 0 : 1);
  }

  /** Whether nothing was found that must not be. */
  static boolean run(Settings settings) throws IOException {
    System.out.printf(
        "drill with --database=%s --seed=%d%n", settings.databaseName(), settings.seed());
    return new Drill(settings).run();
  }

  private boolean run() throws IOException {
    Path logs = Files.createDirectories(Path.of("target", "drill", settings.databaseName()));
    Arena arena = Arena.open(settings.database(), settings.nodes());
    Checker checker = new Checker(arena.jdbc(), figures);
    try (Cluster cluster = new Cluster(settings, arena.address(), logs)) {
      cluster.awaitReady(settings.nodes());
      for (int number = 0; number < settings.rounds(); number++) {
        cluster.awaitReady(2);
        Plan.Step step = plan.next();
        Round round = new Round(step, arena, cluster, figures, random);
        round.run();
        if (!round.reachedItsWindow()) {
          plan.notReached(step);
        }
        List<String> findings = new ArrayList<>(cleanUp(cluster));
        findings.addAll(checker.check(round));
        report(round.toString(), findings);
      }
      report("at the end", checker.checkAll());
    } catch (RuntimeException e) {
      figures.wrong(1);
      e.printStackTrace(System.out);
    }
    List<String> objections = figures.objections();
    report(figures.toString(), objections);
    return objections.isEmpty();
  }

  /** Has a node clean up now that all tasks have ended, and counts what it finds. */
  private List<String> cleanUp(Cluster cluster) {
    Optional<String> answer = Optional.empty();
    for (int asked = 0; answer.isEmpty() && asked < MOST_ASKED_TO_CLEAN_UP; asked++) {
      cluster.awaitReady(1);
      Member member = cluster.any(random);
      member.tell("cleanup");
      answer = member.await("CLEANED ", TO_CLEAN_UP);
    }
    String[] words =
        answer.orElseThrow(() -> new IllegalStateException("No node could clean up")).split(" ", 3);
    long found = Long.parseLong(words[1]);
    figures.leaked(found);
    return found == 0 ? List.of() : List.of("the reaper found " + words[2]);
  }

  /** In one piece, because another drill may run beside this one. */
  private void report(String what, List<String> findings) {
    StringBuilder lines = new StringBuilder();
    lines.append(
        "%tT %s %s%n".formatted(System.currentTimeMillis(), settings.databaseName(), what));
    findings.stream()
        .limit(MOST_REPORTED)
        .forEach(finding -> lines.append("  %s%n".formatted(finding)));
    if (findings.size() > MOST_REPORTED) {
      lines.append("  ... and %d more%n".formatted(findings.size() - MOST_REPORTED));
    }
    System.out.print(lines);
  }
}
