package io.powercrud.boot;

import static org.awaitility.Awaitility.await;

import example.library.Genre;
import example.library.GenreRepository;
import example.library.Recount;
import io.powercrud.TaskKey;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.Task;
import io.powercrud.task.TaskManager;
import java.time.Duration;
import java.util.List;
import org.springframework.context.ApplicationContext;

/** Tasks of the library, as somebody launches and follows them. */
final class Tasks {

  private Tasks() {}

  /** Saves a genre. */
  static Genre genre(ApplicationContext application) {
    return application.getBean(GenreRepository.class).save(new Genre("Satire"));
  }

  /** Launches a recount of these genres, as the documentation shows it. */
  static TaskKey launch(ApplicationContext application, List<Long> ids) {
    LaunchResult<?> launched =
        application
            .getBean(TaskManager.class)
            .run(Recount.RECOUNT_GENRES, new Recount(ids))
            .reserving(Genre.class, ids)
            .reason("Import of the autumn catalogue")
            .launch();
    return ((LaunchResult.Launched<?>) launched).task();
  }

  /** Waits for the end of a task. */
  static Task ended(ApplicationContext application, TaskKey task) {
    TaskManager tasks = application.getBean(TaskManager.class);
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> tasks.find(task).orElseThrow(), found -> found.status().isEnded());
  }

  /** Launches a recount of a new genre and waits for its end. */
  static Task run(ApplicationContext application) {
    return ended(application, launch(application, List.of(genre(application).getId())));
  }
}
