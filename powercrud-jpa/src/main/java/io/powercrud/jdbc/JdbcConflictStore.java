package io.powercrud.jdbc;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.Conflicts;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.conflict.ReserveResult.Busy;
import io.powercrud.conflict.ReserveResult.Refused;
import io.powercrud.conflict.ReserveResult.Reserved;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reservations in the {@code record} table, where a unique index over the held rows keeps two
 * tasks apart: whoever inserts second is refused by it, and then asks who was first.
 */
final class JdbcConflictStore implements ConflictStore {

  /** Who was in the way may be gone when we ask for him; that often we try again. */
  private static final int TRIES = 3;

  private static final String GONE =
      "Another task holds some of the records, or released them just now, and this transaction can't see which.";

  private final Database database;
  private final RecordTable records;
  private final ExclusiveTable exclusive;
  private final @Nullable Database aside;
  private final Clock clock;

  /**
   * A store on a database.
   *
   * @param aside another source of connections to it, which sees what the snapshot of a caller's
   *     transaction can't; or null
   */
  JdbcConflictStore(Database database, @Nullable Database aside, Clock clock) {
    this.database = database;
    this.records = new RecordTable(database);
    this.exclusive = new ExclusiveTable(database);
    this.aside = aside;
    this.clock = clock;
  }

  @Override
  public ReserveResult reserveTargets(
      TaskKey task, TaskKey root, Collection<RecordKey> targets, OnConflict onConflict) {
    Reservation reservation = Reservation.ofTargets(task, root, clock.instant());
    List<Row> rows = Row.numbered(targets);
    return database.joining(
        transaction ->
            switch (onConflict) {
              case WAIT -> {
                records.insert(reservation, false, rows);
                yield new Reserved(0, 0);
              }
              case SKIP -> reserve(reservation, rows, records.holders(rows), true);
              case REFUSE -> reserve(reservation, rows, Map.of(), false);
            });
  }

  @Override
  public void leaveOutTargets(
      TaskKey task, TaskKey root, Collection<RecordKey> targets, long others, String reason) {
    Reservation reservation = Reservation.ofTargets(task, root, clock.instant());
    List<Row> rows =
        Row.numbered(targets, others).stream().map(row -> row.leftOut(reason)).toList();
    database.joining(transaction -> records.insert(reservation, false, rows));
  }

  @Override
  public ReserveResult reserveDescendants(
      TaskKey task, TaskKey root, Collection<RecordKey> descendants, ReservationScope scope) {
    Reservation reservation = Reservation.ofDescendants(task, root, scope, clock.instant());
    List<Row> rows = Row.unnumbered(descendants);
    return database.joining(
        transaction -> reserve(reservation, rows, records.holders(rows), false));
  }

  private ReserveResult reserve(
      Reservation reservation, List<Row> rows, Map<RecordKey, Conflict> known, boolean skip) {
    Map<RecordKey, Conflict> holders = known;
    for (int tries = 0; tries < TRIES; tries++) {
      Parting parting = Parting.of(rows, holders, reservation.root());
      if (!skip && !parting.conflicts().isEmpty()) {
        return new Refused(Conflicts.of(parting.conflicts()));
      }
      if (parting.nothingToWrite()) {
        return new Reserved(0, 0);
      }
      Contest<Reserved> contest = database.contend(() -> write(reservation, parting));
      if (contest instanceof Contest.Won<Reserved> won) {
        return won.value();
      }
      if (contest instanceof Contest.Busy<Reserved> busy) {
        return new Busy(busy.reason());
      }
      holders = holdersNow(rows, holders);
    }
    return new Busy(GONE);
  }

  private Reserved write(Reservation reservation, Parting parting) {
    long reserved = records.insert(reservation, true, parting.free());
    records.insert(reservation, false, parting.own());
    records.insert(reservation, false, parting.leftOut());
    return new Reserved(reserved, parting.leftOut().size());
  }

  private Map<RecordKey, Conflict> holdersNow(List<Row> rows, Map<RecordKey, Conflict> before) {
    Map<RecordKey, Conflict> now = records.holders(rows);
    if (aside == null || !now.keySet().equals(before.keySet())) {
      return now;
    }
    Map<RecordKey, Conflict> all =
        new HashMap<>(aside.outside(() -> new RecordTable(aside).holders(rows)));
    all.putAll(now);
    return all;
  }

  /** The rows by who holds their records. */
  private record Parting(
      List<Row> free, List<Row> own, List<Row> leftOut, List<Conflict> conflicts) {

    static Parting of(List<Row> rows, Map<RecordKey, Conflict> holders, TaskKey root) {
      if (holders.isEmpty()) {
        return new Parting(rows, List.of(), List.of(), List.of());
      }
      Parting parting =
          new Parting(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (Row row : rows) {
        parting.add(row, holders.get(row.record()), root);
      }
      return parting;
    }

    private void add(Row row, @Nullable Conflict holder, TaskKey root) {
      if (holder == null) {
        free.add(row);
      } else if (holder.holder().equals(root)) {
        if (row.isTarget()) {
          own.add(row);
        }
      } else {
        leftOut.add(row.leftOut(holder.toString()));
        conflicts.add(holder);
      }
    }

    boolean nothingToWrite() {
      return free.isEmpty() && own.isEmpty() && leftOut.isEmpty();
    }
  }

  @Override
  public boolean keepUntilRootEnds(TaskKey root, Collection<RecordKey> wanted) {
    List<Row> rows = Row.unnumbered(wanted);
    return database.joining(
        transaction -> {
          Map<RecordKey, Boolean> lasting = records.lasting(root, rows);
          if (aside != null && lasting.size() < rows.size()) {
            aside
                .outside(() -> new RecordTable(aside).lasting(root, rows))
                .forEach(lasting::putIfAbsent);
          }
          List<RecordKey> ofChunks =
              lasting.entrySet().stream()
                  .filter(entry -> !entry.getValue())
                  .map(Map.Entry::getKey)
                  .sorted()
                  .toList();
          return lasting.size() == rows.size()
              && (ofChunks.isEmpty() || records.keep(root, ofChunks) == ofChunks.size());
        });
  }

  @Override
  public ReserveResult claimExclusively(TaskKey task, TaskKey root, Collection<RecordKey> wanted) {
    List<Row> rows = Row.unnumbered(wanted);
    return database.joining(
        transaction -> {
          for (int tries = 0; tries < TRIES; tries++) {
            Parting parting = Parting.of(rows, exclusive.claimed(rows), task);
            if (!parting.conflicts().isEmpty()) {
              return new Refused(Conflicts.of(parting.conflicts()));
            }
            Contest<Long> contest =
                database.contend(
                    () -> exclusive.claim(task, root, clock.instant(), parting.free()));
            if (contest instanceof Contest.Won<Long> won) {
              return new Reserved(won.value(), 0);
            }
            if (contest instanceof Contest.Busy<Long> busy) {
              return new Busy(busy.reason());
            }
          }
          return new Busy(GONE);
        });
  }

  @Override
  public void releaseExclusive(TaskKey task) {
    exclusive.release(task);
  }

  @Override
  public ReserveResult claimTargets(TaskKey task, TaskKey root) {
    Instant now = clock.instant();
    return database.joining(
        transaction -> {
          Contest<Long> contest = database.contend(() -> records.claim(task, now));
          for (int tries = 1; tries < TRIES; tries++) {
            if (contest instanceof Contest.Won<Long> won) {
              return new Reserved(won.value(), 0);
            }
            if (contest instanceof Contest.Busy<Long> busy) {
              return new Busy(busy.reason());
            }
            Optional<Conflicts> conflicts = records.inTheWayOfClaim(task);
            if (conflicts.isPresent()) {
              return new Refused(conflicts.get());
            }
            contest = database.contend(() -> records.claimUnlessHeld(task, now));
          }
          return new Busy(GONE);
        });
  }

  @Override
  public void releaseChunk(TaskKey task, TaskKey root) {
    database.joining(
        transaction -> {
          records.releaseChunk(task);
          JdbcWaits.tellRelease(database, root);
          return root;
        });
  }

  @Override
  public void release(TaskKey root) {
    database.joining(
        transaction -> {
          records.release(root);
          JdbcWaits.tellRelease(database, root);
          return root;
        });
  }

  @Override
  public Map<RecordKey, Conflict> holders(Collection<RecordKey> wanted) {
    return records.holders(Row.unnumbered(wanted));
  }

  @Override
  public void requireFree(Collection<RecordKey> wanted, @Nullable TaskKey root) {
    Optional<Conflicts> conflicts =
        aside == null
            ? Conflicts.ofOthers(holders(wanted), root)
            : database
                .jdbc()
                .execute(
                    (Connection connection) ->
                        new HeldRecords(database, aside).inTheWay(connection, wanted, root));
    conflicts.ifPresent(
        found -> {
          throw new ConflictException(found);
        });
  }

  @Override
  public long count(TaskKey root) {
    return counts(List.of(root)).getOrDefault(root, 0L);
  }

  @Override
  public Map<TaskKey, Long> counts(Collection<TaskKey> roots) {
    return records.countHeld(roots);
  }
}
