package io.powercrud.task;

/**
 * The port that turns payloads, results and callers into text and back. Implementations are
 * thread-safe.
 */
public interface PayloadCodec {

  /**
   * The value as text.
   *
   * @throws PayloadException if it can't be written as one, or could not be read again
   */
  String write(Object value);

  /**
   * The value that the text stands for.
   *
   * @throws PayloadException if the text is none of this type
   */
  <T> T read(String text, Class<T> type);
}
