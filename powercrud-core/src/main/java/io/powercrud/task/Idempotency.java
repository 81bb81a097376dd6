package io.powercrud.task;

/**
 * A caller's own key for one request, so that sending it again doesn't start it again.
 *
 * @param key the key; unique for each caller; 1 to 200 characters
 * @param requestHash a hash of the request, which tells the same request from another one with the
 *     same key
 */
public record Idempotency(String key, String requestHash) {

  /**
   * A key for a request.
   *
   * @throws IllegalArgumentException if the key is blank or too long
   */
  public Idempotency {
    if (key.isBlank() || key.length() > 200) {
      throw new IllegalArgumentException(
          "An idempotency key takes 1 to 200 characters, not '%s'".formatted(key));
    }
  }
}
