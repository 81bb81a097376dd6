package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import io.powercrud.conflict.Waits;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The bells beside which tasks of this node wait, and what rings them. Thread-safe. */
final class Bells {

  /** What releases are told on; {@code ${prefix}} stands for the prefix of the tables. */
  static final String CHANNEL = "${prefix}released";

  private final @Nullable PostgresListener listener;
  private final Set<RingableBell> open = ConcurrentHashMap.newKeySet();

  /**
   * Bells that the listener rings.
   *
   * @param listener what hears of releases while a bell is open, or null where nothing does
   */
  Bells(@Nullable PostgresListener listener) {
    this.listener = listener;
  }

  Waits.Bell open() {
    RingableBell bell = new RingableBell();
    open.add(bell);
    if (listener != null) {
      listener.listenFor(this);
    }
    return bell;
  }

  boolean areOpen() {
    return !open.isEmpty();
  }

  void ring(String key) {
    open.forEach(bell -> bell.ringFor(key));
  }

  void ringAll() {
    open.forEach(RingableBell::ring);
  }

  private final class RingableBell implements Waits.Bell {

    private final Semaphore rung = new Semaphore(0);
    private final Set<String> keys = ConcurrentHashMap.newKeySet();

    @Override
    public void listenTo(Collection<TaskKey> roots) {
      roots.forEach(root -> keys.add(root.value()));
    }

    @Override
    public boolean isConnected() {
      return listener != null && listener.isConnected();
    }

    @Override
    public void await(Duration longest) throws InterruptedException {
      if (rung.tryAcquire(Math.max(1, longest.toMillis()), TimeUnit.MILLISECONDS)) {
        rung.drainPermits();
      }
    }

    void ringFor(String key) {
      if (keys.contains(key)) {
        ring();
      }
    }

    void ring() {
      rung.release();
    }

    @Override
    public void close() {
      open.remove(this);
    }
  }
}
