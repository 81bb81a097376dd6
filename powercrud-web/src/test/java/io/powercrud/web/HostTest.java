package io.powercrud.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The REST API beside an application's own controllers, sessions and ways to answer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostTest {

  private static final String SET_PAGES =
      "{\"action\": \"update\", \"ids\": [%d], \"set\": {\"pages\": 3}}";

  private RunningApi api;
  private Long id;

  @BeforeAll
  void start() {
    api = RunningApi.shared();
  }

  @BeforeEach
  void addABook() {
    id = api.books(1).get(0);
  }

  private Answer host(String path) {
    return api.send(
        HttpRequest.newBuilder(api.uri(path))
            .header("Authorization", RunningApi.basic("viewer"))
            .GET());
  }

  @ParameterizedTest
  @Tag("G11")
  @Tag("L11")
  @ValueSource(strings = {"/host/conflict", "/host/wrapped-conflict"})
  void aConflictBelowAControllerIsAnsweredWithWhoHoldsWhat(String path) {
    Answer answer = host(path);

    answer.hasStatus(409);
    assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.at("/type")).isEqualTo("urn:powercrud:problem:conflict");
    assertThat(answer.at("/detail")).contains("Book 7", "some-task", "librarian");
    assertThat(answer.body()).contains("2026-01-02T03:04:05Z");
  }

  @Test
  void aBusyDatabaseBelowAControllerIsAnsweredWithAHintToTryAgain() {
    Answer answer = host("/host/busy");

    answer.hasStatus(409);
    assertThat(answer.at("/type")).isEqualTo("urn:powercrud:problem:busy");
    assertThat(answer.header("Retry-After")).hasValue("1");
  }

  @Test
  @Tag("G11")
  void aStatementThatATriggerRefusedBelowAControllerIsAConflict() {
    Answer answer = host("/host/statement/PCHLD");

    answer.isProblem(409, "conflict");
    assertThat(answer.at("/detail")).contains("Book 7", "some-task");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/host/failure", "/host/statement/23505"})
  void everythingElseIsLeftToTheApplication(String path) {
    assertThat(host(path).hasStatus(418).body()).isEqualTo("the host's own answer");
  }

  @Test
  void aCallThatRidesOnASessionNeedsItsCsrfToken() {
    HttpClient browser = api.signedIn("librarian");
    String token =
        RunningApi.send(browser, HttpRequest.newBuilder(api.uri("/host/csrf")).GET()).body();

    HttpRequest.Builder without =
        RunningApi.json(api.request(null, "/resources/books/bulk"))
            .POST(BodyPublishers.ofString(SET_PAGES.formatted(id)));
    Answer refused = RunningApi.send(browser, without);
    Answer done = RunningApi.send(browser, without.copy().header("X-CSRF-TOKEN", token));

    refused.isProblem(403, "forbidden");
    assertThat(refused.at("/detail")).contains("CSRF");
    done.hasStatus(200);
    RunningApi.send(browser, api.request(null, "/tasks").GET()).hasStatus(200);
  }

  @Test
  void aCallThatABrowserMakesForAnotherSiteIsRefused() {
    Answer answer =
        api.send(
            RunningApi.json(api.request("librarian", "/resources/books/bulk"))
                .header("Sec-Fetch-Site", "cross-site")
                .POST(BodyPublishers.ofString(SET_PAGES.formatted(id))));

    answer.isProblem(403, "forbidden");
  }

  @Test
  void callsWithCredentialsBeginNoSession() {
    Answer answer = api.get("librarian", "/tasks").hasStatus(200);
    Answer turnedAway = api.get(null, "/tasks").hasStatus(401);

    assertThat(List.of(answer, turnedAway)).allMatch(one -> one.header("Set-Cookie").isEmpty());
  }
}
