package io.powercrud.architecture;

import com.tngtech.archunit.lang.ArchRule;
import java.util.function.Function;

/**
 * An architecture rule and the fixture that breaks it.
 *
 * @param sentence what the rule demands
 * @param below makes the rule for the packages below a root, so that it can be applied to the
 *     fixture as it is to the code
 * @param fixture the fixture's package below {@code io.powercrud.architecture.fixture}
 */
record Rule(String sentence, Function<String, ArchRule> below, String fixture) {

  static final String CODE = "io.powercrud";
  static final String FIXTURES = "io.powercrud.architecture.fixture.";

  ArchRule onCode() {
    return below.apply(CODE);
  }

  ArchRule onFixture() {
    return below.apply(fixtureRoot());
  }

  String fixtureRoot() {
    return FIXTURES + fixture;
  }

  @Override
  public String toString() {
    return sentence;
  }
}
