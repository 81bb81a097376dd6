package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.resource.BoundResource;
import io.powercrud.resource.Descendants;
import io.powercrud.resource.EntityModels;
import io.powercrud.task.Transactions;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * The descendants that a resource declares, told for a whole chunk before one of its rows is
 * locked: those that its records have, and those that they will have.
 *
 * @param <T> the entity of the resource
 */
final class DeclaredDescendants<T> {

  private final BoundResource<T> resource;
  private final EntityModels models;
  private final RecordLoader<T> loader;
  private final RecordChange<T> change;
  private final EntityManager entityManager;
  private final Transactions transactions;

  DeclaredDescendants(
      BoundResource<T> resource,
      EntityModels models,
      RecordLoader<T> loader,
      RecordChange<T> change,
      EntityManager entityManager,
      Transactions transactions) {
    this.resource = resource;
    this.models = models;
    this.loader = loader;
    this.change = change;
    this.entityManager = entityManager;
    this.transactions = transactions;
  }

  /**
   * Reserves the descendants of a chunk.
   *
   * @param patience how long to wait for those that others hold
   * @return the targets that can't be changed for want of a descendant, with the reason
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  Map<Target, String> reserve(List<Target> chunk, Patience patience) throws InterruptedException {
    Map<Target, String> failed = new HashMap<>();
    if (resource.descendants().isEmpty()) {
      return failed;
    }
    Map<ReservationScope, Map<Target, Set<RecordKey>>> told =
        transactions.separate(() -> tell(chunk, failed));
    for (Map.Entry<ReservationScope, Map<Target, Set<RecordKey>>> scoped : told.entrySet()) {
      reserveScoped(scoped.getValue(), scoped.getKey(), patience, failed);
    }
    return failed;
  }

  private void reserveScoped(
      Map<Target, Set<RecordKey>> wanted,
      ReservationScope scope,
      Patience patience,
      Map<Target, String> failed)
      throws InterruptedException {
    while (!wanted.isEmpty()) {
      Set<RecordKey> all = new TreeSet<>();
      wanted.values().forEach(all::addAll);
      ReserveResult result = patience.reserve(all, scope);
      if (result instanceof ReserveResult.Reserved) {
        return;
      }
      if (result instanceof ReserveResult.Busy busy) {
        wanted.keySet().forEach(target -> failed.put(target, busy.reason()));
        return;
      }
      dropHeld(wanted, held(result, all, patience), failed);
    }
  }

  /** Why which of the records can't be had; what a deadlock is about is all that its holder has. */
  private static Map<RecordKey, String> held(
      ReserveResult result, Set<RecordKey> all, Patience patience) {
    Map<RecordKey, String> held = new HashMap<>();
    if (result instanceof ReserveResult.Deadlocked deadlocked) {
      Conflict lost = deadlocked.deadlock().victim().conflict();
      patience.heldByOthers(all).values().stream()
          .filter(conflict -> conflict.holder().equals(lost.holder()))
          .forEach(conflict -> held.put(conflict.record(), deadlocked.deadlock().toString()));
      held.put(lost.record(), deadlocked.deadlock().toString());
    } else {
      patience
          .heldByOthers(all)
          .forEach((record, conflict) -> held.put(record, conflict.toString()));
    }
    return held;
  }

  private static void dropHeld(
      Map<Target, Set<RecordKey>> wanted, Map<RecordKey, String> held, Map<Target, String> failed) {
    wanted
        .entrySet()
        .removeIf(
            entry -> {
              @Nullable String reason =
                  entry.getValue().stream()
                      .map(held::get)
                      .filter(Objects::nonNull)
                      .findFirst()
                      .orElse(null);
              if (reason != null) {
                failed.put(entry.getKey(), reason);
              }
              return reason != null;
            });
  }

  private Map<ReservationScope, Map<Target, Set<RecordKey>>> tell(
      List<Target> chunk, Map<Target, String> failed) {
    Session session = entityManager.unwrap(Session.class);
    session.setHibernateFlushMode(FlushMode.MANUAL);
    session.setFetchBatchSize(Math.max(chunk.size(), session.getFetchBatchSize()));
    Map<RecordKey, T> records = loader.load(chunk.stream().map(Target::record).toList());
    Map<ReservationScope, Map<Target, Set<RecordKey>>> told = new LinkedHashMap<>();
    for (Target target : chunk) {
      @Nullable T record = records.get(target.record());
      if (record != null) {
        try {
          tellOne(target, record, told);
        } catch (RuntimeException e) {
          failed.put(target, "its descendants can't be told: " + FailureReason.of(e));
        }
      }
    }
    session.clear();
    return told;
  }

  /** The descendants of one record as it is now. */
  Map<ReservationScope, Set<RecordKey>> of(T record) {
    Map<ReservationScope, Set<RecordKey>> own = new LinkedHashMap<>();
    collect(record, own);
    return own;
  }

  private void tellOne(
      Target target, T record, Map<ReservationScope, Map<Target, Set<RecordKey>>> told) {
    Map<ReservationScope, Set<RecordKey>> own = of(record);
    change.preview(record);
    collect(record, own);
    own.forEach(
        (scope, keys) ->
            told.computeIfAbsent(scope, key -> new LinkedHashMap<>()).put(target, keys));
  }

  private void collect(T record, Map<ReservationScope, Set<RecordKey>> own) {
    for (Descendants<T> declared : resource.descendants()) {
      Collection<? extends @Nullable Object> ids = declared.ids().apply(record);
      List<Object> present = new ArrayList<>();
      for (@Nullable Object id : ids) {
        if (id != null) {
          present.add(id);
        }
      }
      own.computeIfAbsent(declared.scope(), scope -> new TreeSet<>())
          .addAll(models.keysOf(declared.entityType(), present));
    }
  }
}
