package io.powercrud.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looking at tasks, cancelling and retrying them, and what became of their records. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TasksTest {

  private static final Duration A_CHECK = Duration.ofMillis(300);

  private RunningApi api;

  @BeforeAll
  void start() {
    api = RunningApi.shared();
  }

  @AfterEach
  void open() {
    api.gate().open();
    api.gate().onSave(book -> {});
  }

  private String launch(List<Long> ids) {
    return api.post(
            "librarian",
            "/resources/books/bulk",
            "{\"action\": \"update\", \"ids\": %s, \"set\": {\"pages\": 9}, \"mode\": \"async\"}"
                .formatted(ids))
        .hasStatus(202)
        .at("/taskKey");
  }

  private Answer awaitEnd(String key) {
    await().until(() -> !api.get("librarian", "/tasks/" + key).at("/finishedAt").isEmpty());
    return api.get("librarian", "/tasks/" + key);
  }

  @ParameterizedTest
  @Tag("T2")
  @Tag("G9")
  @ValueSource(
      strings = {"no-such-task", "00000000-0000-0000-0000-000000000000", "%20", "a.b", "a%27b"})
  void answersAnUnknownKeyAsNotFound(String key) {
    for (String path : List.of("", "/events", "/records")) {
      api.get("librarian", "/tasks/" + key + path).isProblem(404, "not-found");
    }
    api.post("librarian", "/tasks/" + key + "/cancel", "").isProblem(404, "not-found");
    api.post("librarian", "/tasks/" + key + "/retry", "").isProblem(404, "not-found");
  }

  @Test
  @Tag("T2")
  void showsATaskThatFailedAsFailedWithItsReason() {
    List<Long> ids = api.books(2);
    api.gate()
        .onSave(
            book -> {
              throw new IllegalStateException("the shelf is full");
            });

    Answer ended = awaitEnd(launch(ids));

    assertThat(ended.at("/status")).isEqualTo("FAILED");
    assertThat(ended.at("/error")).isNotEmpty();
    assertThat(ended.json().at("/counts/failed").longValue()).isEqualTo(2);
  }

  @Test
  @Tag("E4")
  void cancelsATaskAtItsNextCheckpoint() {
    List<Long> ids = api.books(40);
    api.gate().close();
    String key = launch(ids);
    await().until(() -> api.get("librarian", "/tasks/" + key).at("/status").equals("RUNNING"));

    Answer cancelled = api.post("librarian", "/tasks/" + key + "/cancel", "").hasStatus(202);
    assertThat(cancelled.at("/status")).isEqualTo("CANCEL_REQUESTED");
    await("as long as a task may go on without asking").pollDelay(A_CHECK).until(() -> true);
    api.gate().open();
    Answer ended = awaitEnd(key);

    assertThat(ended.at("/status")).isEqualTo("CANCELLED");
    assertThat(ended.json().at("/reservations").longValue()).isZero();
    long changed = ended.json().at("/counts/changed").longValue();
    assertThat(changed).isLessThan(40);
    assertThat(ids).filteredOn(id -> api.book(id).getPages() == 9).hasSize((int) changed);
    Answer again = api.post("librarian", "/tasks/" + key + "/cancel", "{}");
    again.isProblem(409, "wrong-state");
    assertThat(again.at("/detail")).contains(key, "CANCELLED");
  }

  @Test
  @Tag("G4")
  void anAdministratorEndsAStuckTaskByForceAndItsWorkerWritesNothingMore() {
    List<Long> ids = api.books(3);
    api.gate().close();
    String key = launch(ids);
    await()
        .until(() -> api.get("admin", "/tasks/" + key).at("/progress/message").startsWith("sav"));
    String path = "/tasks/" + key + "/force-release";

    for (String body : List.of("{}", "{\"reason\": \" \"}", reason("x".repeat(1_001)))) {
      Answer refused = api.post("admin", path, body);
      refused.isProblem(422, "invalid");
      assertThat(refused.at("/errors/0/field")).isEqualTo("reason");
    }
    api.post("librarian", path, reason("it is mine")).isProblem(403, "forbidden");
    Answer released = api.post("admin", path, reason("hangs since noon")).hasStatus(200);

    assertThat(released.at("/status")).isEqualTo("FAILED");
    assertThat(released.at("/error")).isEqualTo("Released by admin: hangs since noon");
    assertThat(released.at("/finishedAt")).isNotEmpty();
    assertThat(api.get("admin", "/conflicts?type=Book&id=" + ids.get(0)).at("/total"))
        .isEqualTo("0");
    api.gate().open();
    Answer again = api.post("admin", path, reason("once more"));
    again.isProblem(409, "wrong-state");
    assertThat(again.at("/detail")).contains(key, "FAILED");
    await("as long as the worker needs to notice").pollDelay(A_CHECK).until(() -> true);
    assertThat(ids).noneMatch(id -> api.book(id).getPages() == 9);
    assertThat(api.get("librarian", "/tasks/" + key).at("/error")).endsWith("hangs since noon");
  }

  private static String reason(String reason) {
    return "{\"reason\": \"%s\"}".formatted(reason);
  }

  @Test
  @Tag("G6")
  void showsTheTreeBelowATaskAndEndsItAfterItsChildren() {
    Wiring wiring = api.bean(Wiring.class);
    api.gate().onSave(book -> wiring.manager().run(FollowUp.TYPE, new FollowUp(1)).asChild());

    Answer ended = awaitEnd(launch(api.books(2)));

    assertThat(ended.at("/status")).isEqualTo("SUCCEEDED");
    assertThat(ended.json().at("/children")).hasSize(2);
    assertThat(ended.json().at("/childCounts/SUCCEEDED").longValue()).isEqualTo(2);
    assertThat(ended.at("/children/0/type")).isEqualTo("follow-up");
    assertThat(ended.at("/children/0/status")).isEqualTo("SUCCEEDED");
    assertThat(ended.at("/children/0/children/0/status")).isEqualTo("SUCCEEDED");
    assertThat(ended.json().at("/children/0/children/0/children")).isEmpty();
    String child = ended.at("/children/1/key");
    Answer shown = api.get("librarian", "/tasks/" + child).hasStatus(200);
    assertThat(shown.at("/parent")).isEqualTo(ended.at("/key"));
    assertThat(shown.json().at("/children")).hasSize(1);
  }

  @Test
  @Tag("G6")
  void aSmallSetWhoseSavesLaunchChildrenIsNotSaidToBeDoneBeforeThem() {
    Wiring wiring = api.bean(Wiring.class);
    List<Long> ids = api.books(1);
    api.gate().onSave(book -> wiring.manager().run(FollowUp.TYPE, new FollowUp(0)).asChild());

    Answer answer =
        api.post(
            "librarian",
            "/resources/books/bulk",
            "{\"action\": \"update\", \"ids\": %s, \"set\": {\"pages\": 9}, \"mode\": \"sync\"}"
                .formatted(ids));

    Answer ended = awaitEnd(answer.hasStatus(202).at("/taskKey"));
    assertThat(ended.at("/status")).isEqualTo("SUCCEEDED");
    assertThat(ended.json().at("/counts/changed").longValue()).isEqualTo(1);
    assertThat(ended.json().at("/children")).hasSize(1);
  }

  @Test
  @Tag("E4")
  void hasNothingToRetryWhereNothingFailed() {
    String key = launch(api.books(1));
    awaitEnd(key);

    Answer answer = api.post("librarian", "/tasks/" + key + "/retry", "");

    answer.isProblem(409, "wrong-state");
    assertThat(answer.at("/detail")).contains(key, "nothing to retry");
  }

  @Test
  @Tag("E4")
  void givesTheRecordsAsAFile() {
    List<Long> ids = api.books(2);
    api.gate()
        .onSave(
            book -> {
              if (book.getId().equals(ids.get(0))) {
                throw new IllegalStateException("=1+1, \"said\" nobody");
              }
            });
    String key = launch(ids);
    awaitEnd(key);

    Answer all =
        api.send(
                api.request("librarian", "/tasks/" + key + "/records")
                    .header("Accept", "text/csv")
                    .GET())
            .hasStatus(200);
    Answer failed =
        api.send(
            api.request("librarian", "/tasks/" + key + "/records?outcome=failed")
                .header("Accept", "text/csv;q=0.9, */*;q=0.1")
                .GET());

    assertThat(all.header("Content-Type")).hasValue("text/csv;charset=UTF-8");
    assertThat(all.header("Content-Disposition"))
        .hasValue("attachment; filename=\"task-%s-records.csv\"".formatted(key));
    assertThat(all.body())
        .startsWith("type,id,outcome,reason\r\n")
        .contains("Book,%d,changed,\r\n".formatted(ids.get(1)))
        .contains(
            "Book,%d,failed,\"IllegalStateException: =1+1, \"\"said\"\" nobody\"\r\n"
                .formatted(ids.get(0)));
    assertThat(failed.body().lines()).hasSize(2);
  }

  @Test
  void anAdministratorsPriorityAndDelayAreShownWithTheTask() {
    String key =
        api.post(
                "admin",
                "/resources/books/bulk",
                "{\"action\": \"update\", \"ids\": [%d], \"set\": {\"pages\": 7}, \"priority\": 5, \"delay\": \"PT1H\"}"
                    .formatted(api.books(1).get(0)))
            .hasStatus(202)
            .at("/taskKey");

    Answer task = api.get("admin", "/tasks/" + key).hasStatus(200);

    assertThat(task.at("/status")).isEqualTo("PENDING");
    assertThat(task.at("/priority")).isEqualTo("5");
    assertThat(Instant.parse(task.at("/startAt")))
        .isEqualTo(Instant.parse(task.at("/createdAt")).plus(Duration.ofHours(1)));
    Answer cancelled = api.post("admin", "/tasks/" + key + "/cancel", "").hasStatus(202);
    assertThat(cancelled.at("/status")).isEqualTo("CANCELLED");
  }

  @Test
  void refusesAnOutcomeOrAFormThatThereIsNot() {
    String key = launch(api.books(1));
    awaitEnd(key);

    Answer outcome = api.get("librarian", "/tasks/" + key + "/records?outcome=lost");
    outcome.isProblem(400, "malformed-request");
    assertThat(outcome.at("/detail")).contains("outcome", "'lost'", "failed");
    api.send(
            api.request("librarian", "/tasks/" + key + "/records")
                .header("Accept", "image/png")
                .GET())
        .isProblem(406, "not-acceptable");
  }

  @Test
  void listsTasksByStatusAndTypeAndInPages() {
    String older = launch(api.books(1));
    awaitEnd(older);
    String newer = launch(api.books(1));
    awaitEnd(newer);

    Answer page = api.get("librarian", "/tasks?size=1&page=1&status=SUCCEEDED,PARTIAL");

    page.hasStatus(200);
    assertThat(page.json().at("/items")).hasSize(1);
    assertThat(page.at("/items/0/key")).isEqualTo(older);
    assertThat(page.json().at("/page").intValue()).isEqualTo(1);
    assertThat(page.json().at("/size").intValue()).isEqualTo(1);
    assertThat(page.json().at("/total").longValue()).isGreaterThanOrEqualTo(2);
    assertThat(api.get("librarian", "/tasks?type=no-such-type").json().at("/total").longValue())
        .isZero();
    assertThat(api.get("librarian", "/tasks?status=WAITING_FOR_CHILDREN").json().at("/items"))
        .isEmpty();
  }

  @Test
  void refusesABodyWhereNoneBelongs() {
    String key = launch(api.books(1));
    awaitEnd(key);

    Answer answer = api.post("librarian", "/tasks/" + key + "/cancel", "{\"force\": true}");

    answer.isProblem(422, "invalid");
    assertThat(answer.at("/errors/0/field")).isEqualTo("force");
  }
}
