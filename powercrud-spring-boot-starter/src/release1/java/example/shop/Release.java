package example.shop;

import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The first release of the shop: it restocks a shelf. */
@Configuration(proxyBeanMethods = false)
class Release {

  record Restock(long shelf) {}

  private static final TaskType<Restock, Nothing> RESTOCK = TaskType.of("restock", Restock.class);

  @Bean
  TaskDefinition<Restock, Nothing> restock(Shelves shelves) {
    return TaskDefinition.of(
        RESTOCK, (restock, context) -> shelves.work(1, "restock v1", restock.shelf(), context));
  }

  @Bean
  Launcher launcher(TaskManager tasks) {
    return (kind, shelf) -> {
      if (!kind.equals("restock")) {
        throw new IllegalArgumentException(kind);
      }
      return tasks.run(RESTOCK, new Restock(shelf)).reserving(Shelf.class, List.of(shelf)).launch();
    };
  }
}
