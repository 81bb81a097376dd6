import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the mutants of this directory in a copy of the source tree; mutants/README.md describes
 * their format. Run by bin/mutants.
 */
class Mutants {

  private static final Path SOURCE = Path.of("").toAbsolutePath();
  private static final Path COPY = SOURCE.resolve("target/mutants/tree");
  private static final Path LOGS = SOURCE.resolve("target/mutants/logs");
  private static final long TIMEOUT_MINUTES = 10;

  private static final Pattern FAILED_TEST =
      Pattern.compile("^\\[ERROR\\] {3}(?:\\S+>)?([A-Za-z][\\w$]*\\.\\w+)", Pattern.MULTILINE);
  private static final Pattern SUMMARY =
      Pattern.compile(
          "^\\[\\w+\\] Tests run: (\\d+), Failures: (\\d+), Errors: (\\d+), Skipped: \\d+$",
          Pattern.MULTILINE);

  private static final Pattern PART =
      Pattern.compile(
          "^(?<field>breaks|tests|file): *(?<value>.+)$"
              + "|^--- replace\\R(?<original>(?s:.*?))\\R"
              + "--- with\\R(?:(?<replacement>(?s:.*?))\\R)??--- end$",
          Pattern.MULTILINE);

  /** Tests of one module. */
  record Tests(String module, List<String> names) {}

  /** A piece of a source file, and what the mutant puts in its place. */
  record Change(String file, String original, String replacement) {}

  record Mutant(String name, String breaks, List<Tests> tests, List<Change> changes) {}

  /** What a run of tests came to. */
  record Run(boolean passed, int tests, int failures, boolean timedOut, Path log, String output) {

    /** Whether it ended by a test that noticed something, and not by a build that broke. */
    boolean testsFailed() {
      return timedOut || failures > 0;
    }
  }

  public static void main(String[] names) throws Exception {
    List<Mutant> mutants = read(Set.of(names));
    copySource();
    Files.createDirectories(LOGS);

    Run baseline = runTests("baseline", mutants.stream().flatMap(m -> m.tests().stream()).toList());
    if (!baseline.passed() || baseline.tests() == 0) {
      fail("the tests must exist and pass before a mutant is made; see " + baseline.log());
    }
    System.out.printf("%d tests pass on the code as it is%n", baseline.tests());

    List<String> survivors = new ArrayList<>();
    for (Mutant mutant : mutants) {
      if (!killed(mutant)) {
        survivors.add(mutant.name());
      }
    }
    System.out.printf(
        "%d of %d mutants killed%n", mutants.size() - survivors.size(), mutants.size());
    if (!survivors.isEmpty()) {
      fail("survived: " + String.join(", ", survivors));
    }
  }

  private static boolean killed(Mutant mutant) throws Exception {
    long start = System.nanoTime();
    Map<Path, String> originals = new LinkedHashMap<>();
    try {
      for (Change change : mutant.changes()) {
        Path file = COPY.resolve(change.file());
        String content = Files.readString(file);
        originals.putIfAbsent(file, content);
        Files.writeString(file, mutate(mutant, change, content));
      }
      Run run = runTests(mutant.name(), mutant.tests());
      if (!run.passed() && !run.testsFailed()) {
        fail(
            "%s does not build, or its tests did not run; see %s"
                .formatted(mutant.name(), run.log()));
      }
      System.out.printf(
          "%-8s %s (%s): %s, %d s%n",
          run.passed() ? "SURVIVED" : "killed",
          mutant.name(),
          mutant.breaks(),
          run.passed() ? run.tests() + " tests passed" : reason(run),
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
      return !run.passed();
    } finally {
      for (Map.Entry<Path, String> original : originals.entrySet()) {
        Files.writeString(original.getKey(), original.getValue());
      }
    }
  }

  private static String mutate(Mutant mutant, Change change, String content) {
    int at = content.indexOf(change.original());
    if (at < 0 || content.indexOf(change.original(), at + 1) >= 0) {
      fail(
          "%s no longer applies: the text below must stand exactly once in %s%n%s"
              .formatted(mutant.name(), change.file(), change.original()));
    }
    return content.substring(0, at)
        + change.replacement()
        + content.substring(at + change.original().length());
  }

  private static String reason(Run run) {
    if (run.timedOut()) {
      return "the tests ran into the time limit";
    }
    Set<String> failed =
        FAILED_TEST
            .matcher(run.output())
            .results()
            .map(m -> m.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    return "by " + String.join(", ", failed);
  }

  private static Run runTests(String name, Collection<Tests> tests) throws Exception {
    String modules = tests.stream().map(Tests::module).distinct().collect(Collectors.joining(","));
    String names =
        tests.stream().flatMap(t -> t.names().stream()).distinct().collect(Collectors.joining(","));
    Path log = LOGS.resolve(name + ".log");
    Process maven =
        new ProcessBuilder(
                "mvn",
                "-B",
                "test",
                "-P",
                "mutants",
                "-pl",
                modules,
                "-am",
                "-Dtest=" + names,
                "-Dsurefire.failIfNoSpecifiedTests=false",
                "-Djacoco.skip",
                "-Dstyle.color=never")
            .directory(COPY.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = maven.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      maven.descendants().forEach(ProcessHandle::destroyForcibly);
      maven.destroyForcibly().waitFor();
    }
    String output = Files.readString(log);
    int run = 0;
    int failures = 0;
    for (Matcher summary = SUMMARY.matcher(output); summary.find(); ) {
      run += Integer.parseInt(summary.group(1));
      failures += Integer.parseInt(summary.group(2)) + Integer.parseInt(summary.group(3));
    }
    return new Run(ended && maven.exitValue() == 0, run, failures, !ended, log, output);
  }

  private static List<Mutant> read(Set<String> wanted) throws IOException {
    List<Mutant> mutants;
    try (Stream<Path> files = Files.list(SOURCE.resolve("mutants"))) {
      mutants =
          files
              .filter(file -> file.toString().endsWith(".mutant"))
              .sorted()
              .map(Mutants::parse)
              .filter(mutant -> wanted.isEmpty() || wanted.contains(mutant.name()))
              .toList();
    }
    Set<String> unknown = new TreeSet<>(wanted);
    mutants.forEach(mutant -> unknown.remove(mutant.name()));
    if (!unknown.isEmpty() || mutants.isEmpty()) {
      fail("no such mutant: " + unknown);
    }
    return mutants;
  }

  private static Mutant parse(Path path) {
    String name = path.getFileName().toString().replace(".mutant", "");
    String breaks = "";
    List<Tests> tests = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    String file = "";
    for (Matcher part = PART.matcher(readString(path)); part.find(); ) {
      String value = part.group("value");
      if (value == null) {
        String replacement = Objects.requireNonNullElse(part.group("replacement"), "");
        changes.add(new Change(file, part.group("original"), replacement));
        continue;
      }
      switch (part.group("field")) {
        case "breaks" -> breaks = value;
        case "file" -> file = value;
        default -> {
          List<String> words = Arrays.asList(value.split("\\s+"));
          tests.add(new Tests(words.get(0), words.subList(1, words.size())));
        }
      }
    }
    if (breaks.isEmpty() || tests.isEmpty() || changes.isEmpty()) {
      fail(path + " lacks what it breaks, its tests or its change; see mutants/README.md");
    }
    return new Mutant(name, breaks, tests, changes);
  }

  /**
   * Brings the copy to the state of the source, and leaves alone what was built from equal files.
   */
  private static void copySource() throws Exception {
    Process git =
        new ProcessBuilder("git", "ls-files", "--cached", "--others", "--exclude-standard")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Set<Path> files =
        new String(git.getInputStream().readAllBytes())
            .lines()
            .map(Path::of)
            .filter(file -> Files.isRegularFile(SOURCE.resolve(file)))
            .collect(Collectors.toSet());
    if (git.waitFor() != 0) {
      fail("git could not list the source files");
    }
    Files.createDirectories(COPY);
    try (Stream<Path> old = Files.walk(COPY)) {
      for (Path stale : old.filter(Files::isRegularFile).toList()) {
        Path relative = COPY.relativize(stale);
        boolean built =
            Stream.of("target", "data")
                .anyMatch(dir -> relative.toString().matches("(.*/)?" + dir + "/.*"));
        if (!built && !files.contains(relative)) {
          Files.delete(stale);
        }
      }
    }
    for (Path file : files) {
      Path copy = COPY.resolve(file);
      if (!Files.exists(copy) || Files.mismatch(SOURCE.resolve(file), copy) >= 0) {
        Files.createDirectories(copy.getParent());
        Files.write(copy, Files.readAllBytes(SOURCE.resolve(file)));
      }
    }
  }

  private static String readString(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fail(String message) {
    System.err.println("mutants: " + message);
    System.exit(1);
  }
}
