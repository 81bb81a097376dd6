package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;
import io.powercrud.task.TaskStatus;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever two clients have begun and not committed, neither loses what it was told. */
abstract class TwoClientsContract {

  private final TestDatabase database;
  private final int steps;

  /**
   * A contract on that database.
   *
   * @param steps how many the clients take at most; each may wait as long as a lock time-out is
   */
  TwoClientsContract(TestDatabase database, int steps) {
    this.database = database;
    this.steps = steps;
  }

  @Property(tries = 20)
  void twoClientsWithOpenTransactionsKeepOutOfEachOthersWay(
      @ForAll("schedules") List<TwoClients.Step> schedule) {
    try (TwoClients clients = new TwoClients(database)) {
      schedule.forEach(clients::run);
      clients.finish();
    }
  }

  @Provide
  Arbitrary<List<TwoClients.Step>> schedules() {
    Arbitrary<TwoClients.Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(5, TwoClients.Kind.RESERVE),
            Tuple.of(1, TwoClients.Kind.RELEASE),
            Tuple.of(1, TwoClients.Kind.END),
            Tuple.of(3, TwoClients.Kind.BEGIN),
            Tuple.of(1, TwoClients.Kind.SUPERSEDE),
            Tuple.of(2, TwoClients.Kind.CANCEL),
            Tuple.of(4, TwoClients.Kind.WRITE),
            Tuple.of(4, TwoClients.Kind.COMMIT),
            Tuple.of(1, TwoClients.Kind.ROLL_BACK));
    Arbitrary<TwoClients.Step> step =
        Combinators.combine(
                Arbitraries.integers().between(0, 1),
                kinds,
                Arbitraries.integers().between(0, TwoClients.TASKS - 1),
                StoreModelContract.records(),
                Arbitraries.of(TaskStatus.values()).filter(TaskStatus::isEnded),
                Arbitraries.frequency(Tuple.of(3, 0), Tuple.of(1, 1)))
            .as(TwoClients.Step::new);
    return step.list().ofMinSize(2).ofMaxSize(steps);
  }
}
