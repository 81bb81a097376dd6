package io.powercrud.resource;

import io.powercrud.conflict.ReservationScope;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The records of one other entity that change together with a record of the resource, so that they
 * are reserved before it is saved.
 *
 * @param entityType the entity that changes along
 * @param ids gives the ids of those records for one record; nulls among them are left out
 * @param scope how long they stay reserved
 * @param <T> the entity of the resource
 */
public record Descendants<T>(
    Class<?> entityType,
    Function<? super T, ? extends Collection<? extends @Nullable Object>> ids,
    ReservationScope scope) {

  /** Descendants that stay reserved until the root task ends. */
  public static <T> Descendants<T> of(
      Class<?> entityType,
      Function<? super T, ? extends Collection<? extends @Nullable Object>> ids) {
    return new Descendants<>(entityType, ids, ReservationScope.ROOT_TASK);
  }

  /**
   * The same descendants, released when the chunk that needed them has committed: for derived data,
   * which the next task may change at once.
   */
  public Descendants<T> untilChunkCommits() {
    return new Descendants<>(entityType, ids, ReservationScope.CHUNK);
  }
}
