package io.powercrud.drill;

import io.powercrud.database.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a drill is run with.
 *
 * @param rounds how many faults there are
 * @param seed what all that is random follows from, as far as processes and their timing allow
 * @param nodes how many processes run the tasks, 2 to 4
 * @param database where they do
 * @param faults what is done to the nodes
 * @param unfenced whether the fence is taken away, so that the drill has to fail
 */
record Settings(
    int rounds, long seed, int nodes, TestDatabase database, List<Fault> faults, boolean unfenced) {

  /** How long a node may be silent before its tasks are given to another. */
  static final Duration LEASE = Duration.ofSeconds(6);

  private static final Set<String> KNOWN =
      Set.of("rounds", "seed", "nodes", "database", "faults", "unfenced");

  Settings {
    faults = faults.stream().distinct().toList();
    if (rounds < 1 || nodes < 2 || nodes > 4 || database == TestDatabase.H2) {
      throw new IllegalArgumentException(
          "A drill has 1 round at least, 2 to 4 nodes, and --database=postgresql or mariadb");
    }
  }

  /** The settings that the arguments of the command ask for, each of them as --name=value. */
  static Settings of(String... arguments) {
    Settings settings =
        new Settings(
            20, System.nanoTime(), 3, TestDatabase.POSTGRESQL, List.of(Fault.values()), false);
    for (String argument : arguments) {
      String[] parts = argument.replaceFirst("^--", "").split("=", 2);
      if (parts.length != 2 || !KNOWN.contains(parts[0])) {
        throw new IllegalArgumentException(
            "%s is not known; the drill takes --name=value with %s".formatted(argument, KNOWN));
      }
      settings = settings.with(parts[0], parts[1]);
    }
    return settings;
  }

  /** The database, as an argument names it. */
  String databaseName() {
    return database.name().toLowerCase(Locale.ROOT);
  }

  private Settings with(String name, String value) {
    return new Settings(
        name.equals("rounds") ? Integer.parseInt(value) : rounds,
        name.equals("seed") ? Long.parseLong(value) : seed,
        name.equals("nodes") ? Integer.parseInt(value) : nodes,
        name.equals("database") ? TestDatabase.valueOf(value.toUpperCase(Locale.ROOT)) : database,
        name.equals("faults") ? faults(value) : faults,
        name.equals("unfenced") ? Boolean.parseBoolean(value) : unfenced);
  }

  private static List<Fault> faults(String names) {
    return Stream.of(names.split(",", -1))
        .map(name -> Fault.valueOf(name.toUpperCase(Locale.ROOT)))
        .toList();
  }
}
