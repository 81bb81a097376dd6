package example.shop;

import io.powercrud.task.Launch;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The second release of the shop: a restock says how many copies, which the first release can't
 * read, and there is a stocktake. What the first one has launched is run as well.
 */
@Configuration(proxyBeanMethods = false)
class Release {

  record RestockUncounted(long shelf) {}

  record Restock(long shelf, int copies) {}

  record Stocktake(long shelf) {}

  private static final TaskType<RestockUncounted, Nothing> RESTOCK_UNCOUNTED =
      TaskType.of("restock", RestockUncounted.class);
  private static final TaskType<Restock, Nothing> RESTOCK =
      TaskType.of("restock", Restock.class).version(2);
  private static final TaskType<Stocktake, Nothing> STOCKTAKE =
      TaskType.of("stocktake", Stocktake.class);

  @Bean
  TaskDefinition<RestockUncounted, Nothing> restockUncounted(Shelves shelves) {
    return TaskDefinition.of(
        RESTOCK_UNCOUNTED,
        (restock, context) -> shelves.work(2, "restock v1", restock.shelf(), context));
  }

  @Bean
  TaskDefinition<Restock, Nothing> restock(Shelves shelves) {
    return TaskDefinition.of(
        RESTOCK, (restock, context) -> shelves.work(2, "restock v2", restock.shelf(), context));
  }

  @Bean
  TaskDefinition<Stocktake, Nothing> stocktake(Shelves shelves) {
    return TaskDefinition.of(
        STOCKTAKE,
        (stocktake, context) -> shelves.work(2, "stocktake v1", stocktake.shelf(), context));
  }

  @Bean
  Launcher launcher(TaskManager tasks) {
    return (kind, shelf) ->
        launch(tasks, kind, shelf).reserving(Shelf.class, List.of(shelf)).launch();
  }

  private static Launch<?, ?> launch(TaskManager tasks, String kind, long shelf) {
    return switch (kind) {
      case "restock" -> tasks.run(RESTOCK, new Restock(shelf, 12));
      case "restock-uncounted" -> tasks.run(RESTOCK_UNCOUNTED, new RestockUncounted(shelf));
      case "stocktake" -> tasks.run(STOCKTAKE, new Stocktake(shelf));
      default -> throw new IllegalArgumentException(kind);
    };
  }
}
