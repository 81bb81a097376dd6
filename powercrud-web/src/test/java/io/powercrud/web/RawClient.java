package io.powercrud.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Sends requests byte by byte, those included that no HTTP client would send. */
record RawClient(int port) {

  /** How a stream of events that goes on is broken off; the head of its answer is enough. */
  private static final int PATIENCE_MILLIS = 20_000;

  /** A request as it goes over the wire; each character of the body is a byte. */
  record Request(String method, String target, List<String> headers, String body) {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    boolean mayWrite() {
      return !READING.contains(method);
    }

    byte[] bytes() {
      String head =
          "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n"
              .formatted(
                  method,
                  target,
                  body.length(),
                  headers.stream().map(header -> header + "\r\n").collect(Collectors.joining()));
      byte[] inUtf8 = head.getBytes(UTF_8);
      byte[] rest = body.getBytes(ISO_8859_1);
      return ByteBuffer.allocate(inUtf8.length + rest.length).put(inUtf8).put(rest).array();
    }

    @Override
    public String toString() {
      return "%s %s %s%n%s"
          .formatted(method, target, headers, body.substring(0, Math.min(body.length(), 2_000)));
    }
  }

  /** What came back. */
  record Response(int status, Map<String, String> headers, String body) {}

  Response send(Request request) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      byte[] answer;
      try {
        socket.getOutputStream().write(request.bytes());
      } catch (SocketException closedAlready) {
        // The server has answered before it had read everything.
      }
      answer = read(socket.getInputStream());
      return parse(new String(answer, ISO_8859_1));
    }
  }

  private static byte[] read(InputStream input) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    InputStream buffered = new BufferedInputStream(input);
    try {
      buffered.transferTo(bytes);
    } catch (SocketException reset) {
      if (bytes.size() == 0) {
        throw reset;
      }
    }
    return bytes.toByteArray();
  }

  private static Response parse(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    String head = end < 0 ? answer : answer.substring(0, end);
    List<String> lines = head.lines().toList();
    Map<String, String> headers = new LinkedHashMap<>();
    lines.stream()
        .skip(1)
        .forEach(
            line ->
                headers.put(
                    line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1)));
    return new Response(
        Integer.parseInt(lines.get(0).substring(9, 12)),
        headers,
        end < 0 ? "" : new String(answer.substring(end + 4).getBytes(ISO_8859_1), UTF_8));
  }
}
