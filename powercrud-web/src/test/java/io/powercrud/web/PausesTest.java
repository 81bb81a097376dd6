package io.powercrud.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an administrator pauses and resumes by the REST API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PausesTest {

  private RunningApi api;

  @BeforeAll
  void start() {
    api = RunningApi.shared();
  }

  @AfterEach
  void resume() {
    api.delete("admin", "/pauses").hasStatus(204);
    api.delete("admin", "/pauses?type=bulk-delete").hasStatus(204);
  }

  @Test
  void showsWhoPausedWhatAndWhyAndKeepsTheFirstOfTwo() {
    api.post("admin", "/pauses", "{\"type\": \"bulk-delete\", \"reason\": \"too hot\"}")
        .hasStatus(200);
    Answer again =
        api.post("admin", "/pauses", "{\"type\": \"bulk-delete\", \"reason\": \"too cold\"}")
            .hasStatus(200);

    assertThat(again.at("/reason")).isEqualTo("too hot");
    Answer shown = api.get("admin", "/pauses").hasStatus(200);
    assertThat(shown.at("/pauses/0/type")).isEqualTo("bulk-delete");
    assertThat(shown.at("/pauses/0/by")).isEqualTo("admin");
    assertThat(shown.at("/pauses/0/since")).endsWith("Z");
  }

  @Test
  void pausesAndResumesTheWholeEngine() {
    api.post("admin", "/pauses", "{\"all\": true, \"reason\": \"too hot\"}").hasStatus(200);

    assertThat(api.get("admin", "/pauses").json().at("/pauses/0/type").isNull()).isTrue();
    api.delete("admin", "/pauses").hasStatus(204);
    assertThat(api.get("admin", "/pauses").json().at("/pauses").isEmpty()).isTrue();
  }

  @Test
  void answersATypeThatNobodyKnowsAsNotFoundAndNamesThoseThereAre() {
    String detail =
        api.post("admin", "/pauses", "{\"type\": \"bulk-move\", \"reason\": \"too hot\"}")
            .isProblem(404, "not-found")
            .at("/detail");

    assertThat(detail).contains("'bulk-move'").contains("bulk-delete");
    api.delete("admin", "/pauses?type=bulk-move").isProblem(404, "not-found");
  }

  @Test
  void refusesARequestThatDoesNotSayWhatOrWhy() {
    post("{\"reason\": \"too hot\"}").isProblem(422, "invalid");
    post("{\"type\": \"bulk-delete\", \"all\": true, \"reason\": \"too hot\"}")
        .isProblem(422, "invalid");
    assertThat(post("{\"all\": true}").isProblem(422, "invalid").at("/errors/0/message"))
        .isEqualTo("is missing; say why nothing is to start");
    post("{\"all\": true, \"reason\": \" \"}").isProblem(422, "invalid");
    post("{\"all\": true, \"reason\": \"%s\"}".formatted("x".repeat(1001)))
        .isProblem(422, "invalid");
    assertThat(api.get("admin", "/pauses").json().at("/pauses").isEmpty()).isTrue();
  }

  private Answer post(String body) {
    return api.post("admin", "/pauses", body);
  }

  @Test
  void writesWhoPausedAndResumedWhatAndWhyIntoTheLogOnceAndInOneLine() {
    List<String> log =
        RecordedLog.of(
            "io.powercrud.task.Pauses",
            () -> {
              post("{\"type\": \"bulk-delete\", \"reason\": \" too\\u0085hot \"}").hasStatus(200);
              post("{\"type\": \"bulk-delete\", \"reason\": \"too cold\"}").hasStatus(200);
              api.delete("admin", "/pauses?type=bulk-delete").hasStatus(204);
              api.delete("admin", "/pauses?type=bulk-delete").hasStatus(204);
            });

    assertThat(log)
        .containsExactly(
            "admin paused tasks of type bulk-delete: too?hot",
            "admin resumed tasks of type bulk-delete");
  }
}
