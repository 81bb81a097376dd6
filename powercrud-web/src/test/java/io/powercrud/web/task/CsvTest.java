package io.powercrud.web.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

  @Test
  void separatesCellsByCommasAndLinesAsTheStandardSays() {
    assertThat(Csv.line("Book", "17", "failed", null)).isEqualTo("Book,17,failed,\r\n");
  }

  @Test
  void quotesWhatWouldBreakACell() {
    assertThat(Csv.line("a,b", "say \"no\"", "two\nlines", " blank"))
        .isEqualTo("\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\" blank\"\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1+1"})
  void setsOffWhatASpreadsheetWouldTakeForAFormula(String text) {
    assertThat(Csv.line(text)).matches("(?s)\"?'.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-17", "+3", "-1.5", "42"})
  void leavesNumbersAsTheyAre(String number) {
    assertThat(Csv.line(number)).isEqualTo(number + "\r\n");
  }
}
