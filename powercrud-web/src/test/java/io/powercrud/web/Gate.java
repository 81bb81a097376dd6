package io.powercrud.web;

import io.powercrud.task.TaskContext;
import io.powercrud.testmodel.Book;
import jakarta.persistence.EntityManager;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The application's way to save a book, at which a test can have background work wait, and let it
 * on.
 */
class Gate {

  private final EntityManager entityManager;
  private final Semaphore passes = new Semaphore(0);
  private volatile boolean closed;
  private volatile Consumer<Book> onSave = book -> {};

  Gate(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  Book save(Book book) {
    onSave.accept(book);
    if (book.getId() == null) {
      entityManager.persist(book);
    }
    if (closed && TaskContext.isActive()) {
      TaskContext.progress("saving " + book.getTitle());
      pass();
    }
    return book;
  }

  private void pass() {
    try {
      if (!passes.tryAcquire(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Nobody opened the gate");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Has every save inside a task wait from here on. */
  void close() {
    passes.drainPermits();
    closed = true;
  }

  /** Lets everything pass. */
  void open() {
    closed = false;
    passes.release(1_000_000);
  }

  /** Has the saving do something first. */
  void onSave(Consumer<Book> newOnSave) {
    onSave = newOnSave;
  }
}
