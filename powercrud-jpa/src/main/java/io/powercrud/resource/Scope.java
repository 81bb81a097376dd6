package io.powercrud.resource;

import io.powercrud.access.Caller;
import java.util.function.Function;
import org.springframework.data.jpa.domain.Specification;

/**
 * Which records of a resource a caller may see and change at all: a named function of the caller's
 * snapshot, so that a worker applies the same restriction without a session.
 *
 * @param name the name, for people
 * @param restriction gives the restriction for a caller; where it throws, the caller sees nothing
 * @param <T> the entity of the resource
 */
public record Scope<T>(String name, Function<Caller, Specification<T>> restriction) {
  /** The scope of a resource whose records everybody may see that may see the resource. */
  public static <T> Scope<T> unrestricted() {
    return new Scope<>("all", caller -> Specification.unrestricted());
  }
}
