package io.powercrud.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/** What stands where, and who may know whom. */
class StructureRules {

  private static final String[] CORE = {"", ".task", ".conflict", ".progress", ".access"};
  private static final String[] JPA = {".jdbc", ".engine", ".guard", ".resource", ".bulk"};
  private static final String[] WEB = {".web.."};
  private static final String[] BOOT = {".boot"};
  private static final String[] TEST = {".test"};
  private static final String[] SAMPLE = {".sample.."};

  private StructureRules() {}

  static Stream<Rule> all() {
    return Stream.of(
        new Rule("modules depend one way: web on jpa on core", StructureRules::oneWay, "layers"),
        new Rule("the core is free of Spring, JDBC and JSON", StructureRules::bareCore, "core"),
        new Rule("packages are free of cycles", StructureRules::noCycles, "cycle"),
        new Rule("every package is a feature of a module", StructureRules::knownPackages, "stray"),
        new Rule("no package is a drawer for anything", StructureRules::noDrawers, "drawer"),
        new Rule("no class is an Impl, Utils or Helper", StructureRules::namedClasses, "names"));
  }

  private static ArchRule oneWay(String root) {
    return layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("core")
        .definedBy(below(root, CORE))
        .layer("test")
        .definedBy(below(root, TEST))
        .layer("jpa")
        .definedBy(below(root, JPA))
        .layer("web")
        .definedBy(below(root, WEB))
        .layer("boot")
        .definedBy(below(root, BOOT))
        .layer("sample")
        .definedBy(below(root, SAMPLE))
        .whereLayer("jpa")
        .mayOnlyBeAccessedByLayers("web", "boot", "sample")
        .whereLayer("web")
        .mayOnlyBeAccessedByLayers("boot", "sample")
        .whereLayer("boot")
        .mayOnlyBeAccessedByLayers("sample")
        .whereLayer("test")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("sample")
        .mayNotBeAccessedByAnyLayer();
  }

  private static ArchRule bareCore(String root) {
    return noClasses()
        .that()
        .resideInAnyPackage(below(root, CORE))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..",
            "java.sql..",
            "javax.sql..",
            "jakarta.persistence..",
            "com.fasterxml.jackson..",
            "tools.jackson..");
  }

  private static ArchRule noCycles(String root) {
    return slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  private static ArchRule knownPackages(String root) {
    String[] known =
        Stream.of(CORE, TEST, JPA, WEB, BOOT, SAMPLE)
            .flatMap(Arrays::stream)
            .map(feature -> root + feature)
            .toArray(String[]::new);
    return classes().should().resideInAnyPackage(known);
  }

  private static ArchRule noDrawers(String root) {
    return noClasses()
        .should()
        .resideInAnyPackage(
            below(
                root,
                "..util..",
                "..utils..",
                "..common..",
                "..impl..",
                "..helper..",
                "..manager.."));
  }

  private static ArchRule namedClasses(String root) {
    return noClasses().should().haveNameMatching(".*(Impl|Utils?|Helpers?)");
  }

  private static String[] below(String root, String... features) {
    return Arrays.stream(features).map(feature -> root + feature).toArray(String[]::new);
  }
}
