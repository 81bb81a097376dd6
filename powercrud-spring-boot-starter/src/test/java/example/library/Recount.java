package example.library;

import io.powercrud.task.TaskType;
import java.util.List;

/** The payload of a recount of genres, and the type of that task. */
public record Recount(List<Long> genreIds) {

  public static final TaskType<Recount, TaskType.Nothing> RECOUNT_GENRES =
      TaskType.of("recount-genres", Recount.class);
}
