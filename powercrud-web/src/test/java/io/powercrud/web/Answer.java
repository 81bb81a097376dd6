package io.powercrud.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the API answered. */
record Answer(int status, String body, HttpResponse<?> response) {

  static final JsonMapper MAPPER = new JsonMapper();

  static Answer of(HttpResponse<String> response) {
    return new Answer(response.statusCode(), response.body(), response);
  }

  JsonNode json() {
    return MAPPER.readTree(body);
  }

  Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** The text at a path of the JSON, such as {@code /errors/0/field}. */
  String at(String pointer) {
    return json().at(pointer).asString();
  }

  Answer hasStatus(int expected) {
    assertThat(status).as(body).isEqualTo(expected);
    return this;
  }

  /** Demands a problem of this type that shows nothing of the inside. */
  Answer isProblem(int expectedStatus, String type) {
    assertThat(status).as(body).isEqualTo(expectedStatus);
    assertThat(header("Content-Type")).hasValue("application/problem+json");
    assertThat(at("/type")).isEqualTo("urn:powercrud:problem:" + type);
    assertThat(at("/title")).isNotEmpty();
    assertThat(json().at("/status").intValue()).isEqualTo(expectedStatus);
    assertThat(at("/detail")).isNotEmpty();
    assertThat(at("/instance")).startsWith("/");
    assertThat(body)
        .doesNotContain(
            "Exception", "\tat ", "java.lang", "org.", "SELECT ", "StreamRead", "HashMap");
    return this;
  }
}
