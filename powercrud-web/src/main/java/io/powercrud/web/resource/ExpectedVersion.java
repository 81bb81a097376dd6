package io.powercrud.web.resource;

import io.powercrud.resource.BoundResource;
import io.powercrud.web.http.JsonBody;
import io.powercrud.web.http.ProblemType;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;

/** Finds the version that a client read before it asked for a change. */
final class ExpectedVersion {

  private static final Pattern ENTITY_TAG = Pattern.compile("(?:W/)?\"([^\"]*)\"");

  private ExpectedVersion() {}

  /** The version in the body or the {@code If-Match} header; null for any. */
  static @Nullable Object of(BoundResource<?> resource, ServerRequest request, JsonBody body) {
    String inHeader = of(request);
    Object inBody = body.scalar("version");
    if (inBody == null) {
      return inHeader;
    }
    if (!resource.model().isVersioned()) {
      body.reject("version", "is given, but %s has no versions".formatted(resource.path()));
    } else if (!(inBody instanceof Number) && !(inBody instanceof String)) {
      body.reject("version", "must be the version that was read");
    } else if (inHeader != null && !inHeader.equals(inBody.toString())) {
      body.reject("version", "differs from the If-Match header; give one of them");
    }
    return inBody;
  }

  /** The version in the {@code If-Match} header; null for any. */
  static @Nullable String of(ServerRequest request) {
    List<String> headers = request.headers().header("If-Match");
    if (headers.isEmpty() || headers.equals(List.of("*"))) {
      return null;
    }
    Matcher tag = ENTITY_TAG.matcher(headers.get(0));
    if (headers.size() > 1 || !tag.matches()) {
      throw ProblemType.MALFORMED_REQUEST.exception(
          "The If-Match header must have the ETag of the record as it was read, like \"3\", not "
              + String.join(", ", headers));
    }
    return tag.group(1);
  }
}
