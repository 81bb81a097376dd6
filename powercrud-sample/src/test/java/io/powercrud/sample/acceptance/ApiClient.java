package io.powercrud.sample.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the API for one user. */
record ApiClient(String address, @Nullable String user) {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();

  /** What came back. */
  record Answer(int status, HttpResponse<String> response) {

    JsonNode body() {
      return JSON.readTree(response.body());
    }

    @Override
    public String toString() {
      return status + " " + response.body();
    }
  }

  Answer get(String path) {
    return call("GET", path, null);
  }

  Answer post(String path, String body) {
    return call("POST", path, body);
  }

  Answer patch(String path, String body) {
    return call("PATCH", path, body);
  }

  Answer delete(String path) {
    return call("DELETE", path, null);
  }

  private Answer call(String method, String path, @Nullable String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + "powercrud/api" + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (user != null) {
      String credentials = Base64.getEncoder().encodeToString((user + ":" + user).getBytes(UTF_8));
      request.header("Authorization", "Basic " + credentials);
    }
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** How many books match. */
  long count(String filter) {
    return get("/resources/books?size=1&" + filter).body().get("total").asLong();
  }

  /** The ids of the first of the books that match. */
  List<String> ids(String filter, int most) {
    return get("/resources/books?size=" + most + "&" + filter)
        .body()
        .get("items")
        .valueStream()
        .map(book -> book.get("id").asString())
        .toList();
  }
}
