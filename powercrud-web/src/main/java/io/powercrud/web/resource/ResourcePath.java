package io.powercrud.web.resource;

import io.powercrud.resource.BoundResource;
import io.powercrud.resource.ResourceRegistry;
import io.powercrud.web.http.ProblemType;
import java.util.stream.Collectors;
import org.springframework.web.servlet.function.ServerRequest;

/** Finds the resource that the address of a request names. */
final class ResourcePath {

  private ResourcePath() {}

  static BoundResource<?> of(ServerRequest request, ResourceRegistry resources) {
    String path = request.pathVariable("resource");
    return resources
        .find(path)
        .orElseThrow(
            () ->
                ProblemType.NOT_FOUND.exception(
                    "There is no resource '%s'; there are %s"
                        .formatted(
                            path,
                            resources.all().stream()
                                .map(BoundResource::path)
                                .collect(Collectors.joining(", ")))));
  }
}
