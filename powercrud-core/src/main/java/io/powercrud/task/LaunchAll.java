package io.powercrud.task;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.OnConflict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The launch of many tasks in one transaction. */
final class LaunchAll {

  private final TaskPorts ports;
  private final Collection<? extends Launch<?, ?>> launches;
  private final @Nullable TaskContext parent;

  LaunchAll(TaskPorts ports, Collection<? extends Launch<?, ?>> launches) {
    this.ports = ports;
    this.launches = launches;
    this.parent = TaskContext.current().orElse(null);
  }

  /** One of the launches with what is settled of it before the transaction begins. */
  private record Settled(Launch<?, ?> launch, LaunchDraft draft, NewTask task) {

    static Settled of(Launch<?, ?> launch, @Nullable TaskContext parent, Instant createdAt) {
      LaunchDraft draft = launch.draft(parent, createdAt);
      return new Settled(launch, draft, launch.oneOfMany(draft));
    }
  }

  /** Their times differ by what a column can tell apart, so that they say the order. */
  List<TaskKey> call() {
    List<Settled> all = new ArrayList<>();
    Instant createdAt = ports.clock().instant();
    for (Launch<?, ?> launch : launches) {
      all.add(Settled.of(launch, parent, createdAt));
      createdAt = createdAt.plus(1, ChronoUnit.MICROS);
    }
    if (!all.isEmpty()) {
      ports.stores().transactions().join(() -> launch(all));
    }
    return all.stream().map(settled -> settled.draft().key()).toList();
  }

  private int launch(List<Settled> all) {
    if (parent == null) {
      all.forEach(this::reserveForItself);
    } else {
      parent.answerForChildren();
      reserveForTheTree(parent, all);
    }
    ports.stores().tasks().createAll(all.stream().map(Settled::task).toList());
    ports
        .engine()
        .enqueueAll(
            all.stream().map(settled -> settled.draft().key()).toList(), ports.clock().instant());
    all.forEach(settled -> settled.launch().tell(settled.draft().key(), TaskStatus.PENDING));
    return all.size();
  }

  private void reserveForItself(Settled settled) {
    TaskKey key = settled.draft().key();
    settled.draft().targets().reserve(key, key, OnConflict.REFUSE).orThrow();
  }

  /** What all of the children need, at once. */
  private void reserveForTheTree(TaskContext around, List<Settled> all) {
    Set<RecordKey> records =
        all.stream()
            .flatMap(settled -> settled.draft().targets().records().stream())
            .collect(Collectors.toSet());
    if (!records.isEmpty()) {
      new TreeReservation(ports.stores().conflicts(), around.task(), around.root())
          .reserve(records)
          .orThrow();
    }
  }
}
