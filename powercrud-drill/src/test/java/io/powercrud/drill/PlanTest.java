package io.powercrud.drill;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.drill.node.Window;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a number of rounds contains, whatever the seed. */
class PlanTest {

  private static final List<Fault> FAULTS = List.of(Fault.values());

  private static List<Plan.Step> steps(long seed, int rounds) {
    Plan plan = new Plan(FAULTS, new Random(seed));
    return Stream.generate(plan::next).limit(rounds).toList();
  }

  private static <T> Map<T, Long> count(List<Plan.Step> steps, Function<Plan.Step, T> what) {
    return steps.stream()
        .filter(step -> what.apply(step) != null)
        .collect(groupingBy(what, counting()));
  }

  @ParameterizedTest
  @CsvSource({"1, 20, 2", "2, 20, 2", "3, 200, 28", "4, 200, 28"})
  void eachFaultHasAnEqualPartOfTheRounds(long seed, int rounds, long least) {
    Map<Fault, Long> faults = count(steps(seed, rounds), Plan.Step::fault);

    assertThat(faults).hasSameSizeAs(FAULTS);
    assertThat(faults.values()).allMatch(times -> times == least || times == least + 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void tasksAreHeldBackInEachWayInAShortDrillToo(long seed) {
    assertThat(count(steps(seed, 20), Plan.Step::restraint))
        .containsOnlyKeys(Restraint.values())
        .allSatisfy((restraint, times) -> assertThat(times).isGreaterThanOrEqualTo(2));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everySecondRoundIsAtAWindowAndEachWindowComes(long seed) {
    List<Plan.Step> steps = steps(seed, 2 * Window.values().length);

    assertThat(count(steps, Plan.Step::window)).containsOnlyKeys(Window.values());
    assertThat(steps.stream().map(Plan.Step::window).filter(Objects::nonNull))
        .hasSize(Window.values().length);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aWindowThatNobodyCameToIsTheNextOneAgain(long seed) {
    Plan plan = new Plan(FAULTS, new Random(seed));
    plan.next();
    Plan.Step missed = plan.next();

    plan.notReached(missed);

    plan.next();
    assertThat(plan.next().window()).isEqualTo(missed.window());
  }
}
