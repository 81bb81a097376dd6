package io.powercrud.sample.run;

import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.bulk.BulkMode;
import io.powercrud.bulk.BulkOperations;
import io.powercrud.bulk.BulkOutcome;
import io.powercrud.progress.Progress;
import io.powercrud.sample.catalogue.Book;
import io.powercrud.task.Task;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskStatus;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * The bulk update of the pages as a command: makes every book that is none a bestseller, shows what
 * the task reports, and ends with 0 if all of it was done and with 1 otherwise.
 */
@Component
@ConditionalOnProperty("sample.run")
class BulkUpdateRun implements ApplicationRunner, ExitCodeGenerator {

  private static final String NAME = "bulk-update";
  private static final long LOOK_EVERY_MILLIS = 100;

  private final BulkOperations bulk;
  private final TaskManager tasks;
  private final PrintStream out = System.out;
  private int exitCode = 1;

  BulkUpdateRun(BulkOperations bulk, TaskManager tasks) {
    this.bulk = bulk;
    this.tasks = tasks;
  }

  @Override
  public void run(ApplicationArguments arguments) throws InterruptedException {
    List<String> asked = arguments.getOptionValues("sample.run");
    if (!List.of(NAME).equals(asked)) {
      out.printf("There is nothing to run by the name of %s; there is %s%n", asked, NAME);
      return;
    }
    BulkOutcome outcome =
        bulk.update(Book.class)
            .matching(Map.of("bestseller", "false"))
            .set("bestseller", true)
            .reason("From the command line")
            .caller(new Caller("command-line", Set.of("powercrud:*:*"), Map.of()))
            .mode(BulkMode.ASYNC)
            .submit();
    if (outcome instanceof BulkOutcome.Launched launched) {
      Task ended = follow(launched.task());
      report(ended);
      exitCode = ended.status() == TaskStatus.SUCCEEDED ? 0 : 1;
    } else {
      out.println("Not launched: " + outcome);
    }
  }

  private Task follow(TaskKey key) throws InterruptedException {
    @Nullable Progress shown = null;
    while (true) {
      Task task = tasks.find(key).orElseThrow();
      if (shown == null) {
        out.printf(Locale.ROOT, "Task %s: update of %,d books%n", key, task.total());
      }
      if (!task.progress().equals(shown)) {
        shown = task.progress();
        show(task.status(), shown);
      }
      if (task.status().isEnded()) {
        return task;
      }
      // The task may run on another node, so its row is what there is to look at.
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
  }

  private void show(TaskStatus status, Progress progress) {
    String message = progress.message();
    out.printf(
        Locale.ROOT,
        "%-9s %,9d of %,d  %3d %%  %s%n",
        status,
        progress.done(),
        progress.total(),
        progress.percent(),
        message == null ? "" : message);
  }

  private void report(Task task) {
    out.printf(
        Locale.ROOT,
        "%s: %,d changed, %,d unchanged, %,d failed, %,d skipped%n",
        task.status(),
        task.counts().changed(),
        task.counts().unchanged(),
        task.counts().failed(),
        task.counts().skipped());
    String error = task.error();
    if (error != null) {
      out.println(error);
    }
  }

  @Override
  public int getExitCode() {
    return exitCode;
  }
}
