package io.powercrud.web;

import io.powercrud.web.task.StreamSettings;

/**
 * Where the REST API is, and its limits.
 *
 * @param basePath the path below which all calls are; begins with a slash and doesn't end with one
 * @param maxBodyBytes how large the body of a request may be
 * @param streams how tasks are followed through streams of events
 */
public record WebSettings(String basePath, int maxBodyBytes, StreamSettings streams) {

  /** Below {@code /powercrud/api}, with bodies of up to 1 MiB. */
  public static final WebSettings DEFAULTS =
      new WebSettings("/powercrud/api", 1024 * 1024, StreamSettings.DEFAULTS);

  /**
   * The given settings.
   *
   * @throws IllegalArgumentException if the base path is none, or the limit is not positive
   */
  public WebSettings {
    if (!basePath.matches("(/[A-Za-z0-9._~-]+)+")) {
      throw new IllegalArgumentException(
          "The base path must be like /powercrud/api, with a slash at its beginning and none at its end, not '%s'"
              .formatted(basePath));
    }
    if (maxBodyBytes < 1) {
      throw new IllegalArgumentException(
          "The largest body has at least 1 byte, not %d".formatted(maxBodyBytes));
    }
  }
}
