package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.powercrud.jdbc.SchemaInitialization;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PowercrudPropertiesTest {

  private final ApplicationContextRunner application =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class))
          .withUserConfiguration(Properties.class);

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(PowercrudProperties.class)
  static class Properties {}

  @Test
  void everySettingHasItsDocumentedDefault() {
    application.run(
        context -> {
          PowercrudProperties properties = context.getBean(PowercrudProperties.class);

          assertThat(properties.tasks().enabled()).isTrue();
          assertThat(properties.tasks().workers()).isNull();
          assertThat(properties.lease()).isEqualTo(Duration.ofSeconds(60));
          assertThat(properties.tasks().maxAttempts()).isEqualTo(5);
          assertThat(properties.tasks().retention()).isEqualTo(Duration.ofDays(7));
          assertThat(properties.tasks().cleanupInterval()).isEqualTo(Duration.ofHours(1));
          assertThat(properties.schema().initialize()).isEqualTo(SchemaInitialization.EMBEDDED);
          assertThat(properties.schema().tablePrefix()).isEqualTo("powercrud_");
          assertThat(properties.conflicts().lockTimeout()).isEqualTo(Duration.ofSeconds(2));
          assertThat(properties.bulk().chunkSize()).isEqualTo(500);
          assertThat(properties.bulk().descendantWait()).isEqualTo(Duration.ofSeconds(30));
          assertThat(properties.bulk().retries()).isEqualTo(3);
          assertThat(properties.bulk().retryPause()).isEqualTo(Duration.ofMillis(100));
        });
  }

  @Test
  void aSettingIsBoundFromItsProperty() {
    application
        .withPropertyValues(
            "powercrud.tasks.workers=7",
            "powercrud.lease=90s",
            "powercrud.tasks.limits.per-type.[my.type]=3",
            "powercrud.tasks.limits.per-user=2",
            "powercrud.schema.initialize=never",
            "powercrud.schema.table-prefix=pc_")
        .run(
            context -> {
              PowercrudProperties properties = context.getBean(PowercrudProperties.class);

              assertThat(properties.tasks().workers()).isEqualTo(7);
              assertThat(properties.lease()).isEqualTo(Duration.ofSeconds(90));
              assertThat(properties.tasks().limits().perType())
                  .containsExactly(entry("my.type", 3));
              assertThat(properties.tasks().limits().perUser()).isEqualTo(2);
              assertThat(properties.schema().initialize()).isEqualTo(SchemaInitialization.NEVER);
              assertThat(properties.schema().tablePrefix()).isEqualTo("pc_");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "powercrud.tasks.workers, 0, powercrud.tasks.enabled=false",
    "powercrud.lease, PT0.5S, at least 1s",
    "powercrud.tasks.maxAttempts, 0, at least 1",
    "powercrud.tasks.limits.perUser, 0, leave it out for no limit",
    "powercrud.tasks.limits.perType[stock-taking], 0, pause what is not to run at all",
    "powercrud.tasks.limits.perType[stock-taking], -1, pause what is not to run at all",
    "powercrud.tasks.limits.perType[ann's], 1, rename the type to limit it",
    "powercrud.tasks.retention, PT0S, at least 1m",
    "powercrud.schema.tablePrefix, Drop Table, for example powercrud_",
    "powercrud.conflicts.lockTimeout, PT0S, at least 1s",
    "powercrud.control.poolSize, 1, at least 2",
    "powercrud.bulk.chunkSize, 0, at least 1",
    "powercrud.bulk.retries, -1, 0 never does a chunk again",
    "powercrud.bulk.retryPause, PT6S, at most 5s",
    "powercrud.tasks.limits.perUser, 0, leave it out for no limit",
    "powercrud.web.basePath, powercrud/, for example /powercrud/api",
    "powercrud.web.maxBodySize, 1000B, between 1KB and 1GB",
    "powercrud.web.maxBodySize, 1074790400B, between 1KB and 1GB"
  })
  void aBadValueIsExplainedByPropertyValueAndRemedy(String property, String value, String remedy) {
    application
        .withPropertyValues(property + "=" + value)
        .run(
            context -> {
              FailureAnalysis analysis = StartupFailure.explain(context.getStartupFailure());

              assertThat(analysis.getDescription())
                  .contains("Property: " + property)
                  .contains("Value: \"" + value + "\"")
                  .contains(remedy);
            });
  }

  @Test
  void aLimitThatIsNoNumberNamesItsProperty() {
    application
        .withPropertyValues("powercrud.tasks.limits.per-type.stock-taking=many")
        .run(
            context ->
                assertThat(StartupFailure.explain(context.getStartupFailure()).getDescription())
                    .contains("powercrud.tasks.limits.per-type.stock-taking", "Integer", "many"));
  }

  @Test
  void anUnknownWayToInitializeNamesTheKnownOnes() {
    application
        .withPropertyValues("powercrud.schema.initialize=sometimes")
        .run(
            context -> {
              FailureAnalysis analysis = StartupFailure.explain(context.getStartupFailure());

              assertThat(analysis.getDescription()).contains("powercrud.schema.initialize");
              assertThat(analysis.getAction()).contains("ALWAYS", "EMBEDDED", "NEVER");
            });
  }

  @Test
  void everyPropertyIsDescribedInTheMetadata() throws IOException {
    List<String> undescribed = new ArrayList<>();
    List<String> described = new ArrayList<>();
    for (JsonNode property : metadata().get("properties")) {
      String name = property.get("name").asString();
      if (name.startsWith("management.")) {
        continue;
      }
      (property.hasNonNull("description") ? described : undescribed).add(name);
    }

    assertThat(undescribed).isEmpty();
    assertThat(described)
        .contains(
            "powercrud.lease",
            "powercrud.tasks.enabled",
            "powercrud.tasks.workers",
            "powercrud.schema.table-prefix",
            "powercrud.bulk.chunk-size",
            "powercrud.web.base-path")
        .filteredOn(name -> name.startsWith("powercrud."))
        .hasSize(propertyCount(PowercrudProperties.class));
  }

  private static int propertyCount(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .mapToInt(
            component -> component.getType().isRecord() ? propertyCount(component.getType()) : 1)
        .sum();
  }

  private static JsonNode metadata() throws IOException {
    try (InputStream json =
        PowercrudProperties.class
            .getClassLoader()
            .getResourceAsStream("META-INF/spring-configuration-metadata.json")) {
      assertThat(json).isNotNull();
      return JsonMapper.shared().readTree(json);
    }
  }
}
