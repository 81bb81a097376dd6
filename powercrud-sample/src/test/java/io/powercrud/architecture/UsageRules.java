package io.powercrud.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the code may use, and how. */
class UsageRules {

  private UsageRules() {}

  static Stream<Rule> all() {
    return Stream.of(
        new Rule("time comes from a clock that was given", UsageRules::givenTime, "time"),
        new Rule(
            "only the wiring and other clocks pick a clock", UsageRules::clockOfTheWiring, "clock"),
        new Rule(
            "nothing is injected into a field",
            root -> NO_CLASSES_SHOULD_USE_FIELD_INJECTION,
            "injection"),
        new Rule("exactly one class runs a handler", UsageRules::oneRunner, "handler"));
  }

  private static ArchRule givenTime(String root) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root + ".sample..")
        .should()
        .callCodeUnitWhere(
            DescribedPredicate.describe(
                "reads the time of this machine", UsageRules::readsTheTime));
  }

  private static boolean readsTheTime(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    List<JavaClass> parameters = call.getTarget().getRawParameterTypes();
    if (owner.getPackageName().equals("java.time")) {
      return call.getName().equals("now")
          && parameters.stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
    }
    if (owner.isEquivalentTo(Date.class)) {
      return call.getName().equals("<init>") && parameters.isEmpty();
    }
    return owner.isEquivalentTo(System.class) && call.getName().equals("currentTimeMillis");
  }

  private static ArchRule clockOfTheWiring(String root) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(root + ".boot..", root + ".sample..")
        .and()
        .areNotAssignableTo(Clock.class)
        .should()
        .callMethodWhere(
            target(
                    owner(
                        DescribedPredicate.describe(
                            "Clock", type -> type.isEquivalentTo(Clock.class))))
                .and(target(nameMatching("system.*"))));
  }

  private static ArchRule oneRunner(String root) {
    return classes()
        .that()
        .haveFullyQualifiedName(root + ".task.TaskHandler")
        .should(beRunByExactlyOneClass());
  }

  private static ArchCondition<JavaClass> beRunByExactlyOneClass() {
    return new ArchCondition<>("be run by exactly one class") {
      @Override
      public void check(JavaClass handler, ConditionEvents events) {
        Set<String> runners =
            Stream.concat(Stream.of(handler), handler.getAllSubclasses().stream())
                .flatMap(type -> type.getMethodCallsToSelf().stream())
                .filter(call -> call.getName().equals("handle"))
                .map(call -> call.getOriginOwner().getName())
                .collect(Collectors.toSet());
        events.add(
            new SimpleConditionEvent(
                handler, runners.size() == 1, handler.getName() + " is run by " + runners));
      }
    };
  }
}
