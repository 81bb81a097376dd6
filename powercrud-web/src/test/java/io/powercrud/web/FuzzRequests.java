package io.powercrud.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.regex.Matcher.quoteReplacement;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Requests that are right but for one to three things: a type, a size, a character, a level of
 * nesting, a key that is there twice, a number, a path, a parameter, a header. The same seed makes
 * the same requests.
 */
final class FuzzRequests {

  private static final List<String> USERS =
      List.of(
          "librarian",
          "librarian",
          "librarian",
          "librarian",
          "admin",
          "viewer",
          "leafleteer",
          "nobody");

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "x",
          "null",
          "true",
          "-0",
          "1e999",
          "NaN",
          "0x10",
          "9223372036854775808",
          "-9223372036854775809",
          "1" + "0".repeat(400),
          "'; DROP TABLE book; --",
          "' OR '1'='1",
          "%' ESCAPE '",
          "${7*7} #{7*7} %{7*7}",
          "<script>alert(1)</script>",
          "=cmd|' /C calc'!A0",
          "../../../etc/passwd",
          "\u202Eright to left",
          "e\u0301\u0301\u0301",
          "\uD83D\uDE00 日本語",
          "\u0000",
          "\uFEFF",
          "\uFFFF",
          "line\r\nX-Injected: yes",
          "a".repeat(201),
          "ü".repeat(5_000));

  private static final List<String> LITERALS =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.5",
          "1e400",
          "-1e-400",
          "00",
          "1" + "0".repeat(2_000),
          "99999999999999999999999",
          "2147483648",
          "9007199254740993",
          "[]",
          "{}",
          "[[]]",
          "[null]",
          "{\"\": 1}",
          "{\"a\": {\"a\": {\"a\": 1}}}",
          "[1, \"1\", true, null, {}]",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "'x'",
          "NaN",
          "undefined",
          "");

  private static final List<String> FIELDS =
      List.of(
          "title",
          "pages",
          "bestseller",
          "genres",
          "author",
          "binding",
          "description",
          "published",
          "id",
          "version",
          "isbn",
          "size",
          "size.width",
          "tags",
          "updates",
          "class",
          "__proto__",
          "title.author",
          "genres.name",
          "genres.books.genres",
          ".",
          "",
          "title ",
          "TITLE");

  private static final List<String> HEADERS =
      List.of(
          "Content-Type: text/plain",
          "Content-Type: application/json; charset=utf-16",
          "Content-Type: application/json; charset=nonsense",
          "Content-Type: ;;;",
          "Content-Type: application/vnd.x+json",
          "Content-Type: multipart/form-data",
          "Accept: text/csv",
          "Accept: */*;q=2",
          "Accept: ,",
          "Accept: application/xml",
          "Accept-Language: xx-" + "y".repeat(300),
          "If-Match: *",
          "If-Match: W/\"1\"",
          "If-Match: \"\", \"",
          "If-Match: \"0\"",
          "If-None-Match: *",
          "If-Modified-Since: yesterday",
          "Range: bytes=5-1",
          "Last-Event-ID: ended",
          "Last-Event-ID: " + "9".repeat(100),
          "X-HTTP-Method-Override: DELETE",
          "X-Forwarded-Host: evil.example",
          "X-Forwarded-Prefix: ../..",
          "Forwarded: for=\"_x\"",
          "Origin: http://evil.example",
          "Origin: null",
          "Sec-Fetch-Site: cross-site",
          "Cookie: JSESSIONID=1; JSESSIONID=2",
          "Authorization: Basic !!!",
          "Authorization: Bearer x",
          "Authorization: ",
          "Expect: 200-ok",
          "Content-Encoding: gzip",
          "X-Long: " + "h".repeat(3_000));

  private final Random random;
  private final List<Long> books;

  FuzzRequests(long seed, List<Long> books) {
    this.random = new Random(seed);
    this.books = books;
  }

  RawClient.Request next() {
    Draft draft = draft();
    int faults = random.nextInt(4);
    for (int i = 0; i < faults; i++) {
      spoil(draft);
    }
    return draft.request();
  }

  /** A request on its way. */
  private static final class Draft {

    private String method;
    private String path;
    private final List<String> query = new ArrayList<>();
    private final List<String> headers = new ArrayList<>();
    private String body;
    private byte[] rawBody = {};
    private boolean raw;

    Draft(String method, String path, String body) {
      this.method = method;
      this.path = path;
      this.body = body;
    }

    RawClient.Request request() {
      String target =
          RunningApi.BASE_PATH + path + (query.isEmpty() ? "" : "?" + String.join("&", query));
      return new RawClient.Request(
          method,
          target,
          List.copyOf(headers),
          new String(raw ? rawBody : body.getBytes(UTF_8), ISO_8859_1));
    }
  }

  private Draft draft() {
    Draft draft =
        oneOf(
                List.<Supplier<Draft>>of(
                    this::bulk,
                    this::bulk,
                    this::bulk,
                    this::list,
                    this::list,
                    this::edit,
                    this::edit,
                    this::creation,
                    () -> new Draft("DELETE", "/resources/books/" + book(), ""),
                    () -> new Draft("GET", "/resources/books/" + book(), ""),
                    this::tasks,
                    this::pauses,
                    this::conflicts))
            .get();
    String user = oneOf(USERS);
    draft.headers.add("Authorization: " + RunningApi.basic(user));
    if (!draft.body.isEmpty()) {
      draft.headers.add("Content-Type: application/json");
    }
    return draft;
  }

  private Draft bulk() {
    String selection =
        random.nextBoolean()
            ? "\"ids\": [%d, %d]".formatted(book(), book())
            : "\"matching\": {\"title\": \"book %d\"}".formatted(random.nextInt(40));
    String changes =
        oneOf(
            List.of(
                "\"set\": {\"pages\": %d}".formatted(1 + random.nextInt(900)),
                "\"set\": {\"bestseller\": true, \"title\": \"t\"}",
                "\"clear\": [\"description\"]",
                "\"set\": {\"binding\": \"PAPER\"}",
                "\"remove\": {\"genres\": [1]}",
                "\"add\": {\"genres\": [1]}"));
    return new Draft(
        "POST",
        "/resources/books/bulk",
        "{\"action\": \"update\", %s, %s, \"reason\": \"r\", \"mode\": \"%s\", \"onConflict\": \"%s\"}"
            .formatted(
                selection,
                changes,
                oneOf(List.of("auto", "auto", "auto", "sync", "sync", "async")),
                oneOf(List.of("refuse", "refuse", "skip", "skip", "skip", "wait"))));
  }

  private Draft list() {
    Draft draft =
        new Draft("GET", "/resources/" + oneOf(List.of("books", "leaflets", "genres")), "");
    draft.query.add("page=" + random.nextInt(3));
    draft.query.add(
        oneOf(List.of("size=5", "sort=title,desc", "sort=pages&sort=id", "title=book%201")));
    return draft;
  }

  private Draft edit() {
    return new Draft(
        "PATCH",
        "/resources/books/" + book(),
        "{\"title\": \"title %d\", \"pages\": %d, \"genres\": [1]}"
            .formatted(random.nextInt(), 1 + random.nextInt(900)));
  }

  private Draft creation() {
    return new Draft(
        "POST", "/resources/books", "{\"title\": \"new\", \"pages\": 12, \"bestseller\": false}");
  }

  private Draft tasks() {
    String key = oneOf(List.of("none", "x".repeat(36), "00000000-0000-0000-0000-000000000000"));
    return oneOf(
        List.of(
            new Draft("GET", "/tasks", ""),
            new Draft("GET", "/tasks/" + key, ""),
            new Draft("GET", "/tasks/" + key + "/records", ""),
            new Draft("GET", "/tasks/" + key + "/events", ""),
            new Draft("POST", "/tasks/" + key + "/cancel", ""),
            new Draft("POST", "/tasks/" + key + "/retry", ""),
            new Draft("POST", "/tasks/" + key + "/force-release", "{\"reason\": \"stuck\"}")));
  }

  /** Of a type that no other request launches a task of. */
  private Draft pauses() {
    Draft resumed = new Draft("DELETE", "/pauses", "");
    resumed.query.add("type=bulk-delete");
    return oneOf(
        List.of(
            new Draft("GET", "/pauses", ""),
            new Draft("POST", "/pauses", "{\"type\": \"bulk-delete\", \"reason\": \"r\"}"),
            resumed));
  }

  private Draft conflicts() {
    Draft draft = new Draft("GET", "/conflicts", "");
    draft.query.add("type=Book");
    draft.query.add("id=" + book());
    return draft;
  }

  private void spoil(Draft draft) {
    switch (random.nextInt(10)) {
      case 0 -> draft.method = oneOf(List.of("PUT", "OPTIONS", "HEAD", "POST", "DELETE", "PATCH"));
      case 1 -> draft.path = spoiledPath(draft.path);
      case 2, 3 -> spoilQuery(draft);
      case 4 -> draft.headers.add(oneOf(HEADERS));
      case 5 -> draft.headers.remove(random.nextInt(draft.headers.size()));
      default -> spoilBody(draft);
    }
    if (draft.headers.isEmpty()) {
      draft.headers.add("Accept: */*");
    }
  }

  private String spoiledPath(String path) {
    List<String> parts = new ArrayList<>(Arrays.asList(path.split("/", -1)));
    int place = random.nextInt(parts.size());
    switch (random.nextInt(4)) {
      case 0 -> parts.remove(place);
      case 1 -> parts.add(place, parts.get(place));
      case 2 ->
          parts.set(
              place, parts.get(place) + oneOf(List.of(".json", ";a=b", "%00", "%2e%2e", "/")));
      default -> parts.set(place, encoded(oneOf(TEXTS)));
    }
    return String.join("/", parts);
  }

  private void spoilQuery(Draft draft) {
    String value = encoded(oneOf(TEXTS));
    String operator =
        oneOf(List.of("", ".gte", ".lte", ".contains", ".in", ".empty", ".like", "."));
    String name =
        random.nextInt(3) == 0
            ? oneOf(List.of("page", "size", "sort", "status", "type", "user", "id", "outcome"))
            : encoded(oneOf(FIELDS)) + operator;
    draft.query.add(
        switch (random.nextInt(6)) {
          case 0 -> name;
          case 1 -> name + "=%zz";
          case 2 -> name + "=%c3%28";
          case 3 -> name + "=" + "1,".repeat(random.nextInt(400));
          default -> name + "=" + value;
        });
  }

  private void spoilBody(Draft draft) {
    String body = draft.body;
    switch (random.nextInt(12)) {
      case 0 -> draft.body = body.substring(0, random.nextInt(body.length() + 1));
      case 1 -> draft.body = withoutOne(body);
      case 2 -> draft.body = "[".repeat(random.nextInt(3_000)) + body;
      case 3 -> draft.body = nested(random.nextInt(1_200));
      case 4 -> draft.body = body.replaceFirst("\\{", quoteReplacement("{" + member() + ", "));
      case 5 -> draft.body = twice(body);
      case 6 -> bytes(draft);
      case 7 -> draft.body = body.replaceFirst("\\[[^\\]]*\\]", quoteReplacement(manyIds()));
      case 8 -> draft.body = padded(body);
      case 9 ->
          draft.body =
              "{\"action\": \"%s\", %s, \"set\": {%s}}"
                  .formatted(
                      oneOf(List.of("update", "delete", "UPDATE", "drop")),
                      oneOf(
                          List.of(
                              "\"ids\": " + literal(), "\"matching\": {%s}".formatted(member()))),
                      member());
      default -> draft.body = replacedValue(body);
    }
    if (body.isEmpty() && random.nextBoolean()) {
      draft.headers.add("Content-Type: application/json");
    }
  }

  private String withoutOne(String body) {
    if (body.isEmpty()) {
      return "\u00a0";
    }
    int place = random.nextInt(body.length());
    return body.substring(0, place) + body.substring(place + 1);
  }

  private static String nested(int depth) {
    return "{\"set\": ".repeat(depth) + "1" + "}".repeat(depth);
  }

  private static String twice(String body) {
    int colon = body.indexOf(':');
    return colon < 0
        ? body + body
        : body.replaceFirst("\\{", quoteReplacement("{" + body.substring(1, colon) + ": 1, "));
  }

  private void bytes(Draft draft) {
    byte[] bytes = draft.body.getBytes(UTF_8);
    for (int i = 0; i < Math.min(3, bytes.length); i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    draft.raw = true;
    draft.rawBody = bytes;
  }

  private String manyIds() {
    int number = oneOf(List.of(0, 1, 199, 201, 5_000));
    return IntStream.range(0, number)
        .mapToObj(i -> random.nextInt(20) == 0 ? literal() : String.valueOf(random.nextInt(100)))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private String padded(String body) {
    return body + " ".repeat(oneOf(List.of(100, Wiring.MAX_BODY_BYTES, Wiring.MAX_BODY_BYTES + 1)));
  }

  private String replacedValue(String body) {
    List<Integer> colons =
        IntStream.range(0, body.length()).filter(i -> body.charAt(i) == ':').boxed().toList();
    if (colons.isEmpty()) {
      return literal();
    }
    int colon = oneOf(colons);
    int end = colon + 1;
    while (end < body.length() && ",}]".indexOf(body.charAt(end)) < 0) {
      end++;
    }
    return body.substring(0, colon + 1) + literal() + body.substring(end);
  }

  private String member() {
    return quoted(oneOf(FIELDS)) + ": " + literal();
  }

  private String literal() {
    return random.nextBoolean() ? oneOf(LITERALS) : quoted(oneOf(TEXTS));
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character < ' ' || character == '"' || character == '\\') {
        quoted.append("\\u%04x".formatted((int) character));
      } else {
        quoted.append(character);
      }
    }
    return quoted.append('"').toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private Long book() {
    return random.nextInt(10) == 0 ? (long) random.nextInt(5_000) : oneOf(books);
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
