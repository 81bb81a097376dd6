package io.powercrud.jdbc;

import io.powercrud.task.PayloadCodec;
import io.powercrud.task.PayloadException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Payloads as JSON, strictly: what could not be read again is refused when it is written, and a
 * text with a property that its type doesn't have is not read.
 *
 * <p>It has a mapper of its own, so that what an application changes in its own doesn't change what
 * its tasks have stored. Thread-safe.
 */
public final class JacksonPayloadCodec implements PayloadCodec {

  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @Override
  public String write(Object value) {
    String text = writeOnly(value);
    requireReadable(text, value.getClass());
    return text;
  }

  private String writeOnly(Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JacksonException e) {
      throw new PayloadException(
          "%s can't be written as JSON: %s. Use records of plain values, and ids rather than entities"
              .formatted(value.getClass().getName(), e.getOriginalMessage()),
          e);
    }
  }

  private void requireReadable(String text, Class<?> type) {
    try {
      mapper.readValue(text, type);
    } catch (JacksonException e) {
      throw new PayloadException(
          "%s could be written as JSON, but not be read again: %s. Use records of plain values"
              .formatted(type.getName(), e.getOriginalMessage()),
          e);
    }
  }

  @Override
  public <T> T read(String text, Class<T> type) {
    try {
      T value = mapper.readValue(text, type);
      if (value == null) {
        throw new PayloadException(
            "A stored %s is null, which stands for none".formatted(type.getName()), null);
      }
      return value;
    } catch (JacksonException e) {
      throw new PayloadException(
          "A stored text is no %s: %s. Raise the version of the task type when you change its payload"
              .formatted(type.getName(), e.getOriginalMessage()),
          e);
    }
  }
}
