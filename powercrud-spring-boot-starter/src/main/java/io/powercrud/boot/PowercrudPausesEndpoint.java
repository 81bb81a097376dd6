package io.powercrud.boot;

import io.powercrud.task.Pause;
import io.powercrud.task.Pauses;
import java.security.Principal;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The Actuator endpoint {@code powercrudpauses}: {@code GET} shows what is paused, {@code POST}
 * keeps tasks from starting on all nodes, {@code DELETE} lets them start again.
 */
@Endpoint(id = "powercrudpauses")
public final class PowercrudPausesEndpoint {

  private final Pauses pauses;

  PowercrudPausesEndpoint(Pauses pauses) {
    this.pauses = pauses;
  }

  /** What is paused, the whole engine first and then by type. */
  @ReadOperation
  public List<Pause> pauses() {
    return pauses.all();
  }

  /**
   * Keeps tasks from starting; what is paused already stays so, as it was.
   *
   * @param type the name of their type; every type where it is left out
   * @param reason why
   */
  @WriteOperation
  public Pause pause(SecurityContext caller, @Nullable String type, String reason) {
    return understood(() -> pauses.pause(type, nameOf(caller), reason));
  }

  /**
   * Lets tasks start again.
   *
   * @param type what was paused; the pause of every type where it is left out
   * @return what is still paused
   */
  @DeleteOperation
  public List<Pause> resume(SecurityContext caller, @Nullable String type) {
    understood(() -> pauses.resume(type, nameOf(caller)));
    return pauses.all();
  }

  private static String nameOf(SecurityContext caller) {
    Principal principal = caller.getPrincipal();
    return principal == null ? "actuator" : principal.getName();
  }

  private static <T> T understood(Supplier<T> call) {
    try {
      return call.get();
    } catch (IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage());
      throw new InvalidEndpointRequestException(reason, reason);
    }
  }
}
