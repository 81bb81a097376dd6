package io.powercrud.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages(Rule.CODE);

  static Stream<Rule> rules() {
    return Stream.concat(StructureRules.all(), UsageRules.all());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void theCodeKeeps(Rule rule) {
    rule.onCode().check(CODE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void theFixtureBreaks(Rule rule) {
    JavaClasses fixture = new ClassFileImporter().importPackages(rule.fixtureRoot());
    List<String> offenders =
        fixture.stream()
            .filter(type -> type.isAnnotatedWith(Offends.class))
            .map(JavaClass::getName)
            .toList();
    assertThat(offenders).isNotEmpty();

    EvaluationResult result = rule.onFixture().evaluate(fixture);

    assertThat(result.hasViolation()).isTrue();
    assertThat(result.getFailureReport().toString()).contains(offenders);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"task", "jdbc", "web", "boot", "test", "sample"})
  void theRulesSeeEveryModule(String feature) {
    assertThat(CODE.containPackage(Rule.CODE + "." + feature)).isTrue();
  }

  @Test
  void theRulesDoNotSeeTheFixtures() {
    assertThat(CODE).noneMatch(type -> type.getName().startsWith(Rule.FIXTURES));
  }
}
