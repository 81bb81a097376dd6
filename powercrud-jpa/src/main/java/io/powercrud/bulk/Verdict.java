package io.powercrud.bulk;

import org.jspecify.annotations.Nullable;

/**
 * What became of one target.
 *
 * @param target the target
 * @param outcome what became of it
 * @param reason why it failed or was skipped; null where it was neither
 */
record Verdict(Target target, Outcome outcome, @Nullable String reason) {

  private static final int LONGEST_REASON = 1000;

  Verdict {
    if (reason != null && reason.length() > LONGEST_REASON) {
      reason = reason.substring(0, LONGEST_REASON - 1) + "…";
    }
  }

  static Verdict of(Target target, boolean changed) {
    return new Verdict(target, changed ? Outcome.CHANGED : Outcome.UNCHANGED, null);
  }

  static Verdict failed(Target target, String reason) {
    return new Verdict(target, Outcome.FAILED, reason);
  }

  static Verdict skipped(Target target, String reason) {
    return new Verdict(target, Outcome.SKIPPED, reason);
  }

  RecordOutcome asRecordOutcome() {
    return new RecordOutcome(target.record(), outcome, reason);
  }
}
