package io.powercrud.architecture;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code docs/guarantees.md} names as evidence is there, and runs on every database. */
class GuaranteesTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED =
      Pattern.compile("`(\\w+(?:Test|Contract|Suite))(?:\\.(\\w+))?`");
  private static final Pattern EXTENDS =
      Pattern.compile("class \\w+ extends (\\w+(?:Contract|Suite))\\b");
  private static final Set<String> DATABASES = Set.of("H2", "Postgres", "MariaDb");

  /** Those that need a server in a process of its own. */
  private static final Set<String> SERVERS_ALONE =
      Set.of("OutageContract", "ServerContentionContract", "HealthContract", "TriggerContract");

  private static String page;
  private static Map<String, String> tests;

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(ROOT.resolve("docs/guarantees.md"));
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.filter(path -> Files.exists(path.resolve("pom.xml"))).toList()) {
        try (Stream<Path> files = Files.walk(module.resolve("src"))) {
          files
              .filter(file -> file.toString().matches(".*(Test|Contract|Suite)\\.java"))
              .forEach(sources::add);
        }
      }
    }
    tests = sources.stream().collect(toMap(GuaranteesTest::nameOf, GuaranteesTest::textOf));
  }

  private static String nameOf(Path source) {
    return source.getFileName().toString().replace(".java", "");
  }

  private static String textOf(Path source) {
    try {
      return Files.readString(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyTestThatThePageNamesIsThere() {
    List<String> missing =
        NAMED
            .matcher(page)
            .results()
            .filter(named -> !isThere(named.group(1), named.group(2)))
            .map(MatchResult::group)
            .distinct()
            .toList();

    assertThat(missing).isEmpty();
  }

  private static boolean isThere(String test, String method) {
    String text = tests.getOrDefault(test, "");
    return method == null ? !text.isEmpty() : text.contains("void " + method + "(");
  }

  @Test
  void everyContractThatThePageNamesRunsOnEveryDatabase() {
    Map<String, Set<String>> databases = new HashMap<>();
    for (String leaf : tests.keySet()) {
      for (Optional<String> above = parentOf(leaf); above.isPresent(); ) {
        databases.computeIfAbsent(above.get(), contract -> new HashSet<>()).add(databaseOf(leaf));
        above = parentOf(above.get());
      }
    }

    Set<String> named =
        NAMED
            .matcher(page)
            .results()
            .map(found -> found.group(1))
            .filter(test -> !test.endsWith("Test"))
            .collect(toSet());

    assertThat(named).isNotEmpty();
    for (String contract : named) {
      Set<String> needed =
          SERVERS_ALONE.contains(contract) ? Set.of("Postgres", "MariaDb") : DATABASES;
      assertThat(databases.getOrDefault(contract, Set.of())).as(contract).containsAll(needed);
    }
  }

  private static Optional<String> parentOf(String test) {
    Matcher found = EXTENDS.matcher(tests.getOrDefault(test, ""));
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private static String databaseOf(String leaf) {
    return DATABASES.stream().filter(leaf::startsWith).findFirst().orElse("another");
  }

  @Test
  void everyGuaranteeHasARowAndEvidence() {
    for (int guarantee = 1; guarantee <= 13; guarantee++) {
      assertThat(page)
          .containsPattern(
              "(?m)^\\| G%d \\| \\*\\*.+\\|.*`\\w+(Test|Contract)".formatted(guarantee));
    }
  }
}
