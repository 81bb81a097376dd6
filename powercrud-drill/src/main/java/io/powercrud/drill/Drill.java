package io.powercrud.drill;

import io.powercrud.drill.node.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Has a cluster of real processes work on a real database, and does to it what a data centre does
 * to its machines on a bad day; after each fault the audit of the database's triggers must say that
 * every record was changed exactly once.
 */
public final class Drill {

  private static final int MOST_ASKED_TO_CLEAN_UP = 10;
  private static final Duration TO_CLEAN_UP = Duration.ofSeconds(10);

  private final Settings settings;
  private final Figures figures;
  private final Random random;

  private Drill(Settings settings) {
    this.settings = settings;
    this.figures = new Figures(settings);
    this.random = new Random(settings.seed());
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
    System.out.printf("drill with --seed=%d%n", settings.seed());
    return new Drill(settings).run();
  }

  private boolean run() throws IOException {
    Path logs = Files.createDirectories(Path.of("target", "drill"));
    Arena arena = Arena.open(settings.database(), settings.nodes());
    Checker checker = new Checker(arena.jdbc(), figures);
    try (Cluster cluster = new Cluster(settings, arena.address(), logs)) {
      cluster.awaitReady(settings.nodes());
      List<Fault> faults = deck(settings.faults(), settings.rounds());
      List<Window> windows = deck(List.of(Window.values()), settings.rounds() / 2 + 1);
      for (int number = 0; number < settings.rounds(); number++) {
        @Nullable Window window = number % 2 == 1 ? windows.get(number / 2) : null;
        cluster.awaitReady(2);
        Round round =
            new Round(number, faults.get(number), window, arena, cluster, figures, random);
        round.run();
        if (faults.get(number).givesTasksAway()) {
          figures.takeovers(checker.takeoversSince(round.struckAt()));
        }
        List<String> findings = new ArrayList<>(cleanUp(cluster));
        findings.addAll(checker.check(round.jobs()));
        report(round.toString(), findings);
      }
      report("at the end", checker.checkAll());
    } catch (RuntimeException e) {
      figures.wrong(1);
      e.printStackTrace(System.out);
    }
    System.out.println(figures);
    return figures.areClean();
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

  /** All of them in a random order, over and over, so that none comes much more often. */
  private <T> List<T> deck(List<T> cards, int least) {
    List<T> deck = new ArrayList<>();
    while (deck.size() < least) {
      List<T> shuffled = new ArrayList<>(cards);
      Collections.shuffle(shuffled, random);
      deck.addAll(shuffled);
    }
    return deck;
  }

  private static void report(String what, List<String> findings) {
    System.out.printf("%tT %s%n", System.currentTimeMillis(), what);
    findings.stream().limit(10).forEach(finding -> System.out.println("  " + finding));
    if (findings.size() > 10) {
      System.out.printf("  ... and %d more%n", findings.size() - 10);
    }
  }
}
