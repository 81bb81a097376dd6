package io.powercrud.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an exception tells people, and what it keeps to itself. */
@Tag("G13")
class ReasonsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no ink | IllegalStateException: no ink",
        "could not execute statement [no such table] [update nowhere set secret=? where id=?] | IllegalStateException: could not execute statement [no such table]",
        "PreparedStatementCallback; bad SQL grammar [SELECT a[1] FROM nowhere] | IllegalStateException: PreparedStatementCallback; bad SQL grammar",
        "StatementCallback; SQL [/* hint */ delete from nowhere]; denied [delete from nowhere] | IllegalStateException: StatementCallback;; denied",
        "Table NOWHERE not found; SQL statement: UPDATE nowhere SET secret = 1 [42102-240] | IllegalStateException: Table NOWHERE not found",
        "could not update [the shelf] | IllegalStateException: could not update [the shelf]",
        "[select from] | IllegalStateException"
      })
  void quotesNoStatement(String message, String told) {
    assertThat(Reasons.of(new IllegalStateException(message))).isEqualTo(told);
  }
}
