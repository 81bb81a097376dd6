package example.shop;

import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskType.Nothing;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where the shop's tasks note who worked on a shelf, once that is open. */
public final class Shelves {

  private final JdbcClient jdbc;
  private final CountDownLatch never = new CountDownLatch(1);

  Shelves(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Notes the beginning and, when the shelf is open, the end of the work. */
  public TaskResult<Nothing> work(int release, String kind, long shelf, TaskContext context)
      throws InterruptedException {
    note(release, kind, shelf, context, "begun");
    while (!isOpen(shelf)) {
      TaskContext.checkpoint();
      never.await(20, TimeUnit.MILLISECONDS);
    }
    note(release, kind, shelf, context, "done");
    return TaskResult.succeeded();
  }

  private boolean isOpen(long shelf) {
    return jdbc.sql("SELECT is_open FROM shop_shelf WHERE id = ?")
        .param(shelf)
        .query(Boolean.class)
        .single();
  }

  private void note(int release, String kind, long shelf, TaskContext context, String what) {
    TaskContext.inFencedTransaction(
        () ->
            jdbc.sql("INSERT INTO shop_work VALUES (?, ?, ?, ?, ?)")
                .params(shelf, kind, release, context.attempt().number(), what)
                .update());
  }
}
