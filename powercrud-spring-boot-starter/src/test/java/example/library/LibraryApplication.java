package example.library;

import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskEvent;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

/** An application with a task of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class LibraryApplication {

  @Bean
  BookService bookService(BookRepository books, GenreRepository genres, TaskManager tasks) {
    return new BookService(books, genres, tasks);
  }

  @Bean
  TaskDefinition<Recount, TaskType.Nothing> recountGenres(BookService books) {
    return TaskDefinition.of(
        Recount.RECOUNT_GENRES,
        (recount, context) -> {
          books.recount(recount.genreIds());
          return TaskResult.succeeded();
        });
  }

  @Bean
  History history() {
    return new History(new CopyOnWriteArrayList<>());
  }

  /** What the application was told of its tasks. */
  public record History(List<TaskEvent> events) {

    @EventListener
    void on(TaskEvent event) {
      events.add(event);
    }
  }
}
