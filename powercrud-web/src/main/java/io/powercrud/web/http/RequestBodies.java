package io.powercrud.web.http;

import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.servlet.function.ServerRequest;

/** Reads the bodies of requests, up to a limit. Thread-safe. */
public final class RequestBodies {

  /** How much of a body that is too large is read over, so that its sender sees the answer. */
  private static final long MOST_READ_OVER = 64L * 1024 * 1024;

  private final int maxBytes;

  /**
   * A reader of bodies of at most so many bytes.
   *
   * @throws IllegalArgumentException if the limit is not positive
   */
  public RequestBodies(int maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException(
          "The largest body has at least 1 byte, not %d".formatted(maxBytes));
    }
    this.maxBytes = maxBytes;
  }

  /**
   * The JSON object that the request came with.
   *
   * @throws ErrorResponseException if the body is too large, is no JSON by its content type, or is
   *     no JSON object
   * @throws IOException if the connection broke
   */
  public JsonBody read(ServerRequest request) throws IOException {
    byte[] body = bytes(request);
    requireJson(request);
    return new JsonBody(Json.object(body));
  }

  /**
   * Demands that the request came without a body, or with an empty object.
   *
   * @throws ErrorResponseException if it came with anything else
   * @throws IOException if the connection broke
   */
  public void requireNone(ServerRequest request) throws IOException {
    byte[] body = bytes(request);
    if (body.length > 0) {
      new JsonBody(Json.object(body)).check();
    }
  }

  private byte[] bytes(ServerRequest request) throws IOException {
    InputStream input = request.servletRequest().getInputStream();
    byte[] body = input.readNBytes(maxBytes);
    if (body.length == maxBytes && input.read() >= 0) {
      readOver(input);
      throw ProblemType.TOO_LARGE.exception(
          "The body has more than the %,d bytes that are allowed; select records with 'matching' instead of 'ids', or send fewer at a time"
              .formatted(maxBytes));
    }
    return body;
  }

  private static void readOver(InputStream input) throws IOException {
    byte[] buffer = new byte[8192];
    long left = MOST_READ_OVER;
    int read = input.read(buffer);
    while (read >= 0 && left > 0) {
      left -= read;
      read = input.read(buffer);
    }
  }

  private static void requireJson(ServerRequest request) {
    MediaType type;
    try {
      type = request.headers().contentType().orElse(null);
    } catch (InvalidMediaTypeException e) {
      throw unsupported("'%s'".formatted(e.getMediaType()));
    }
    if (type == null) {
      throw unsupported("missing");
    }
    boolean json =
        type.getType().equals("application")
            && (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json"));
    if (!json) {
      throw unsupported(type.toString());
    }
  }

  private static ErrorResponseException unsupported(String found) {
    return ProblemType.UNSUPPORTED_MEDIA_TYPE.exception(
        "The Content-Type must be application/json, but is " + found);
  }
}
