package io.powercrud.test;

import io.powercrud.task.Attempt;
import io.powercrud.task.Transactions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Transactions over maps: one at a time, and what one did is undone step by step if it is rolled
 * back.
 */
final class MemoryTransactions implements Transactions {

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Running> running = new ArrayDeque<>();
  private Consumer<Attempt> proof = attempt -> {};
  private Consumer<Attempt> proofAtWork = attempt -> {};

  /** A transaction that has neither committed nor been rolled back. */
  private static final class Running {
    final Deque<Runnable> undo = new ArrayDeque<>();
    final Set<Attempt> toProve = new LinkedHashSet<>();
    final List<Runnable> afterCommit = new ArrayList<>();
  }

  void proveBy(Consumer<Attempt> newProof, Consumer<Attempt> newProofAtWork) {
    proof = newProof;
    proofAtWork = newProofAtWork;
  }

  /**
   * Puts a value in, or takes it out where it is null, so that a rollback brings the old one back.
   */
  <K, V> @Nullable V put(Map<K, V> map, K key, @Nullable V value) {
    @Nullable V old = replace(map, key, value);
    Running current = running.peek();
    if (current != null) {
      current.undo.push(() -> replace(map, key, old));
    }
    return old;
  }

  private static <K, V> @Nullable V replace(Map<K, V> map, K key, @Nullable V value) {
    return value == null ? map.remove(key) : map.put(key, value);
  }

  @Override
  public <T> T join(Supplier<T> work) {
    return isActive() ? work.get() : separate(work);
  }

  @Override
  public <T> T separate(Supplier<T> work) {
    return run(work, () -> {});
  }

  @Override
  public <T> T fenced(Attempt attempt, Supplier<T> work) {
    return run(work, () -> proof.accept(attempt));
  }

  private <T> T run(Supplier<T> work, Runnable beforeCommit) {
    Running transaction = new Running();
    T result;
    lock.lock();
    try {
      running.push(transaction);
      try {
        result = work.get();
        transaction.toProve.forEach(proofAtWork);
        beforeCommit.run();
      } catch (Throwable e) {
        transaction.undo.forEach(Runnable::run);
        throw e;
      } finally {
        running.pop();
      }
    } finally {
      lock.unlock();
    }
    transaction.afterCommit.forEach(Runnable::run);
    return result;
  }

  @Override
  public void proveAtCommit(Attempt attempt) {
    current().toProve.add(attempt);
  }

  @Override
  public void afterCommit(Runnable action) {
    if (isActive()) {
      current().afterCommit.add(action);
    } else {
      action.run();
    }
  }

  private Running current() {
    Running current = running.peek();
    if (current == null) {
      throw new IllegalStateException("No transaction is active");
    }
    return current;
  }

  @Override
  public boolean isActive() {
    return lock.isHeldByCurrentThread();
  }
}
