package io.powercrud.web.http;

import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON of the REST API: a mapping of its own, so that what an application configures for its
 * own JSON changes nothing here. Thread-safe.
 */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
          .build();

  private Json() {}

  /** The value as JSON in UTF-8. */
  public static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /** The value as JSON. */
  public static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /**
   * The object that the text stands for.
   *
   * @throws org.springframework.web.ErrorResponseException a {@link ProblemType#MALFORMED_REQUEST}
   *     that says where, if the text is no JSON object or names a property twice
   */
  static ObjectNode object(byte[] text) {
    JsonNode node;
    try {
      node = MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw ProblemType.MALFORMED_REQUEST.exception(
          "The body is no valid JSON%s: %s"
              .formatted(place(e.getLocation()), withoutInternals(e.getOriginalMessage())));
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ProblemType.MALFORMED_REQUEST.exception(
        text.length == 0
            ? "The body is empty; it must be a JSON object"
            : "The body must be a JSON object, not " + JsonBody.describe(node));
  }

  private static String withoutInternals(String message) {
    return message.replaceAll(" \\(start marker at .*\\)", "").replaceAll(", from `[^`]*`", "");
  }

  private static String place(TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : " in line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }
}
