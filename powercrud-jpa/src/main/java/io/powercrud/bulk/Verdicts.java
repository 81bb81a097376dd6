package io.powercrud.bulk;

import io.powercrud.task.Counts;
import java.util.Collection;
import java.util.List;

/** What became of several targets, as numbers and as lists. */
final class Verdicts {

  private Verdicts() {}

  static Counts count(Collection<Verdict> verdicts) {
    return new Counts(
        count(verdicts, Outcome.CHANGED),
        count(verdicts, Outcome.UNCHANGED),
        count(verdicts, Outcome.FAILED),
        count(verdicts, Outcome.SKIPPED));
  }

  private static long count(Collection<Verdict> verdicts, Outcome outcome) {
    return verdicts.stream().filter(verdict -> verdict.outcome() == outcome).count();
  }

  /** The failures that a result lists one by one. */
  static List<RecordOutcome> listedFailures(Collection<Verdict> verdicts) {
    return verdicts.stream()
        .filter(verdict -> verdict.outcome() == Outcome.FAILED)
        .limit(BulkResult.LISTED)
        .map(Verdict::asRecordOutcome)
        .toList();
  }
}
