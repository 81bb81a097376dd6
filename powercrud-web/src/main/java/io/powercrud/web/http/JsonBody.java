package io.powercrud.web.http;

import io.powercrud.resource.FieldError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.ErrorResponseException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON object that a request came with, read strictly: each property is asked for with its
 * type, whatever is wrong is gathered, and {@link #check()} refuses the request with all of it. Not
 * thread-safe.
 */
public final class JsonBody {

  private final ObjectNode object;
  private final Set<String> asked = new LinkedHashSet<>();
  private final List<FieldError> errors = new ArrayList<>();

  JsonBody(ObjectNode object) {
    this.object = object;
  }

  /** Whether the property is there, with another value than null. */
  public boolean has(String name) {
    return property(name) != null;
  }

  /** The text of the property; null where it is absent, null or no text. */
  public @Nullable String text(String name) {
    JsonNode node = property(name);
    if (node == null || node.isString()) {
      return node == null ? null : storable(name, node.stringValue());
    }
    reject(name, "must be text, not " + describe(node));
    return null;
  }

  /** Whether the property is true; false where it is absent, null or neither true nor false. */
  public boolean flag(String name) {
    JsonNode node = property(name);
    if (node == null || node.isBoolean()) {
      return node != null && node.booleanValue();
    }
    reject(name, "must be true or false, not " + describe(node));
    return false;
  }

  /**
   * The constant that the property names in lower case; the other one where it is absent, null or
   * names none.
   */
  public <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    for (E constant : type.getEnumConstants()) {
      if (nameOf(constant).equals(text)) {
        return constant;
      }
    }
    String names =
        Arrays.stream(type.getEnumConstants())
            .map(JsonBody::nameOf)
            .collect(Collectors.joining(", "));
    reject(name, "must be one of %s, not '%s'".formatted(names, text));
    return otherwise;
  }

  private static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The elements of the property as plain values; null where it is absent, null or no array. */
  public @Nullable List<@Nullable Object> list(String name) {
    JsonNode node = property(name);
    if (node == null || node instanceof ArrayNode) {
      return node == null ? null : plainList(name, node);
    }
    reject(name, "must be an array, not " + describe(node));
    return null;
  }

  /** The members of the property as plain values; null where it is absent, null or no object. */
  public @Nullable Map<String, @Nullable Object> map(String name) {
    JsonNode node = property(name);
    if (node == null || node instanceof ObjectNode) {
      return node == null ? null : plainMap(name, node);
    }
    reject(name, "must be an object, not " + describe(node));
    return null;
  }

  /** The property as a plain value; null where it is absent or null. */
  public @Nullable Object scalar(String name) {
    JsonNode node = property(name);
    if (node == null || node.isValueNode()) {
      return node == null ? null : plain(name, node);
    }
    reject(name, "must be a single value, not " + describe(node));
    return null;
  }

  /** All properties that were not asked for by name, as plain values. */
  public Map<String, @Nullable Object> rest() {
    Map<String, @Nullable Object> rest = new LinkedHashMap<>();
    for (String name : object.propertyNames()) {
      if (asked.add(name)) {
        rest.put(name, plain(name, object.get(name)));
      }
    }
    return rest;
  }

  private @Nullable JsonNode property(String name) {
    asked.add(name);
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  /** Notes something that is wrong with a property. */
  public void reject(String name, String message) {
    errors.add(new FieldError(name, message));
  }

  /**
   * Demands that nothing was wrong, and that every property there is was asked for.
   *
   * @throws ErrorResponseException a {@link ProblemType#INVALID} that lists all that is wrong
   */
  public void check() {
    for (String name : object.propertyNames()) {
      if (!asked.contains(name)) {
        reject(
            name,
            asked.isEmpty()
                ? "is unknown; the body takes no properties"
                : "is unknown; the body takes " + String.join(", ", asked));
      }
    }
    if (!errors.isEmpty()) {
      throw invalid(errors);
    }
  }

  /** The refusal of a request for these errors. */
  public static ErrorResponseException invalid(List<FieldError> errors) {
    String detail = errors.stream().map(FieldError::toString).collect(Collectors.joining("; "));
    return ProblemType.INVALID.exception(detail, Map.of("errors", List.copyOf(errors)));
  }

  static String describe(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> "the text '%s'".formatted(shortened(node.stringValue()));
      case NUMBER -> "the number " + shortened(node.asString());
      case BOOLEAN -> node.asString();
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      default -> "null";
    };
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 59) + "…";
  }

  private @Nullable Object plain(String name, JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> storable(name, node.stringValue());
      case NUMBER -> node.numberValue();
      case BOOLEAN -> node.booleanValue();
      case ARRAY -> plainList(name, node);
      case OBJECT -> plainMap(name, node);
      default -> null;
    };
  }

  private List<@Nullable Object> plainList(String name, JsonNode array) {
    List<@Nullable Object> values = new ArrayList<>(array.size());
    for (JsonNode element : array.values()) {
      values.add(plain(name, element));
    }
    return values;
  }

  private Map<String, @Nullable Object> plainMap(String name, JsonNode members) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    members
        .properties()
        .forEach(
            member ->
                values.put(
                    member.getKey(), plain(name + "." + member.getKey(), member.getValue())));
    return values;
  }

  private String storable(String name, String text) {
    if (!QueryParameters.isStorable(text)) {
      reject(name, "contains a character that can't be stored: U+0000, or half of a pair");
    }
    return text;
  }
}
