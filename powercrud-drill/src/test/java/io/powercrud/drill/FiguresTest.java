package io.powercrud.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.database.TestDatabase;
import io.powercrud.drill.node.Window;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a drill has failed, and what it says then. */
class FiguresTest {

  private static Settings settings(int rounds) {
    return new Settings(
        rounds, 1, 3, TestDatabase.POSTGRESQL, List.of(Fault.values()), /* unfenced= */ false);
  }

  /** The figures of so many rounds, in which workers came to the windows of these steps. */
  private static Figures figures(int planned, int rounds, Predicate<Plan.Step> reached) {
    Figures figures = new Figures(settings(planned));
    Plan plan = new Plan(List.of(Fault.values()), new Random(1));
    for (int round = 0; round < rounds; round++) {
      Plan.Step step = plan.next();
      figures.round(step, step.window() != null && reached.test(step));
    }
    return figures;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 6, 20, 40, 200})
  void aDrillThatFoundNothingAndTriedAllIsClean(int rounds) {
    assertThat(figures(rounds, rounds, step -> true).objections()).isEmpty();
  }

  @Test
  void whatIsLostOrTakesTooLongIsAnObjection() {
    Figures figures = figures(20, 20, step -> true);
    figures.lost(1);

    assertThat(figures.takeover(10.9)).isTrue();
    assertThat(figures.takeover(11.1)).isFalse();
    assertThat(figures.objections())
        .hasSize(2)
        .anySatisfy(objection -> assertThat(objection).contains("must be 0"))
        .anySatisfy(objection -> assertThat(objection).contains("a takeover took 11.1 s"));
  }

  @Test
  void aLongDrillInWhichNoWorkerCameToAWindowHasNotShownThatWindow() {
    Predicate<Plan.Step> allButOne = step -> step.window() != Window.END_SLOT;

    assertThat(figures(40, 40, allButOne).objections())
        .containsExactly("no worker came to [END_SLOT]");
    assertThat(figures(20, 20, allButOne).objections()).isEmpty();
  }

  @Test
  void aDrillInWhichWorkersAreHardlyEverStoppedHasFailedHoweverShort() {
    assertThat(figures(20, 20, step -> step.number() < 9).objections())
        .containsExactly("workers came to 4 of 10 windows only");
  }

  @Test
  void aDrillThatWasBrokenOffSaysWhatItHasNotTried() {
    assertThat(figures(20, 8, step -> true).objections())
        .contains("only 8 of 20 rounds were run")
        .anySatisfy(objection -> assertThat(objection).contains("struck 1 times, not 2"));
  }
}
