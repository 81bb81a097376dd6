package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.task.Attempt;
import io.powercrud.task.TaskContext;
import java.util.List;
import java.util.stream.IntStream;

/** The targets of one run as a whole, and where it is written down what became of them. */
interface Ledger {

  /** How many targets there are. */
  long total();

  /** The next targets after the one of this number. */
  List<Target> next(long after, int limit);

  /** Writes down what became of targets that follow one another. */
  void judge(List<Verdict> verdicts);

  /** Reports that the targets up to this number are done. */
  void report(long done, long total, String message);

  /** The targets of a task, whose outcomes are kept with them. */
  static Ledger of(Attempt attempt, TargetRows rows) {
    return new Ledger() {
      @Override
      public long total() {
        return rows.total(attempt);
      }

      @Override
      public List<Target> next(long after, int limit) {
        return rows.next(attempt, after, limit);
      }

      @Override
      public void judge(List<Verdict> verdicts) {
        rows.judge(attempt, verdicts);
      }

      @Override
      public void report(long done, long total, String message) {
        TaskContext.progress(done, total, message);
      }
    };
  }

  /**
   * Records that are no targets of a task of their own, because they are part of another's work.
   */
  static Ledger of(List<RecordKey> records) {
    return new Ledger() {
      @Override
      public long total() {
        return records.size();
      }

      @Override
      public List<Target> next(long after, int limit) {
        int from = (int) after;
        return IntStream.range(from, Math.min(records.size(), from + limit))
            .mapToObj(i -> new Target(i + 1L, records.get(i)))
            .toList();
      }

      @Override
      public void judge(List<Verdict> verdicts) {}

      @Override
      public void report(long done, long total, String message) {
        TaskContext.progress(message);
      }
    };
  }
}
