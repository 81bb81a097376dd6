package io.powercrud.web.http;

import io.powercrud.resource.FieldError;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * The query parameters of a request, read strictly: one that is unknown, there twice or no number
 * is refused by its name. Immutable.
 */
public final class QueryParameters {

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  /**
   * The parameters of the request's query; a body that is a form is not looked at.
   *
   * @throws ErrorResponseException a {@link ProblemType#MALFORMED_REQUEST} if the query is not
   *     encoded as it must be
   */
  public QueryParameters(ServerRequest request) {
    String query = request.servletRequest().getQueryString();
    if (query == null || query.isEmpty()) {
      return;
    }
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        if (!isStorable(value)) {
          throw refused(name, "contains a character that can't be stored");
        }
        values.computeIfAbsent(name, absent -> new ArrayList<>()).add(value);
      }
    }
  }

  /** Whether every database can take the text: no U+0000, and no half of a surrogate pair. */
  static boolean isStorable(String text) {
    return text.codePoints()
        .noneMatch(
            character ->
                character == 0
                    || (character >= Character.MIN_SURROGATE
                        && character <= Character.MAX_SURROGATE));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ProblemType.MALFORMED_REQUEST.exception(
          "The query has an incomplete or wrong percent-encoding in '%s'".formatted(text));
    }
  }

  /**
   * Demands that there are no others than these.
   *
   * @throws ErrorResponseException a {@link ProblemType#MALFORMED_REQUEST} that names the first
   *     other one
   */
  public QueryParameters only(String... names) {
    List<String> known = Arrays.asList(names);
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw refused(
            name,
            known.isEmpty()
                ? "is unknown; this call takes no parameters"
                : "is unknown; this call takes " + String.join(", ", known));
      }
    }
    return this;
  }

  /**
   * The value of a parameter that may be there once; empty where it is absent or has no value.
   *
   * @throws ErrorResponseException a {@link ProblemType#MALFORMED_REQUEST} if it is there twice
   */
  public Optional<String> one(String name) {
    List<String> found = values.getOrDefault(name, List.of());
    if (found.size() > 1) {
      throw refused(name, "is given %d times; give it once".formatted(found.size()));
    }
    return found.stream().filter(value -> !value.isEmpty()).findFirst();
  }

  /** All values of a parameter that may be repeated, those without text left out. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of()).stream().filter(value -> !value.isEmpty()).toList();
  }

  /**
   * The number that a parameter has, or another one where it is absent.
   *
   * @throws ErrorResponseException a {@link ProblemType#MALFORMED_REQUEST} if it is no number or
   *     out of its range
   */
  public int number(String name, int otherwise, int least, int most) {
    Optional<String> text = one(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    @Nullable Integer number = parse(text.get());
    if (number == null || number < least || number > most) {
      throw refused(
          name,
          "must be a whole number from %d to %d, not '%s'".formatted(least, most, text.get()));
    }
    return number;
  }

  private static @Nullable Integer parse(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The values of every parameter but those named, each of which may be there once. */
  public Map<String, String> others(String... names) {
    List<String> left = Arrays.asList(names);
    Map<String, String> others = new LinkedHashMap<>();
    for (String name : values.keySet()) {
      if (!left.contains(name)) {
        one(name);
        others.put(name, values.get(name).get(0));
      }
    }
    return others;
  }

  /** The refusal of a request for what is wrong with one parameter. */
  public static ErrorResponseException refused(String name, String message) {
    return refused(List.of(new FieldError(name, message)));
  }

  /** The refusal of a request for what is wrong with its parameters. */
  public static ErrorResponseException refused(List<FieldError> errors) {
    String detail =
        String.join(
            "; ",
            errors.stream()
                .map(error -> "Parameter %s: %s".formatted(error.field(), error.message()))
                .toList());
    return ProblemType.MALFORMED_REQUEST.exception(detail, Map.of("errors", List.copyOf(errors)));
  }
}
