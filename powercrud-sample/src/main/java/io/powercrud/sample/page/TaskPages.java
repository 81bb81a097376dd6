package io.powercrud.sample.page;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.access.AccessPolicy;
import io.powercrud.access.Caller;
import io.powercrud.bulk.Outcome;
import io.powercrud.bulk.RecordOutcomes;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.RecordKeys;
import io.powercrud.sample.catalogue.Genre;
import io.powercrud.sample.catalogue.GenreRepository;
import io.powercrud.task.ChildCount;
import io.powercrud.task.Task;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskPage;
import io.powercrud.task.TaskPorts;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskStore;
import io.powercrud.web.WebSettings;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;

/** The list of tasks, and the page of one. */
@Controller
@ConditionalOnWebApplication
class TaskPages {

  private static final int PAGE_SIZE = 25;
  private static final int LISTED_FAILURES = 50;
  private static final int LISTED_CHILDREN = 20;

  private final TaskManager manager;
  private final RecordOutcomes outcomes;
  private final GenreRepository genres;
  private final AccessPolicy access;
  private final String events;
  private final TaskStore tasks;
  private final ConflictStore conflicts;
  private final RecordKeys recordKeys;
  private final Clock clock;

  TaskPages(
      TaskManager manager,
      RecordOutcomes outcomes,
      GenreRepository genres,
      AccessPolicy access,
      WebSettings web,
      TaskPorts ports) {
    this.manager = manager;
    this.outcomes = outcomes;
    this.genres = genres;
    this.access = access;
    this.events = web.basePath() + "/tasks/";
    this.tasks = ports.stores().tasks();
    this.conflicts = ports.stores().conflicts();
    this.recordKeys = ports.recordKeys();
    this.clock = ports.clock();
  }

  @GetMapping("/tasks")
  ModelAndView list(
      @RequestParam(required = false) @Nullable TaskStatus status,
      @RequestParam(defaultValue = "0") int page) {
    return new ModelAndView("tasks", listed(status, page));
  }

  @GetMapping("/tasks/list")
  ModelAndView rows(
      @RequestParam(required = false) @Nullable TaskStatus status,
      @RequestParam(defaultValue = "0") int page) {
    return new ModelAndView("tasks :: list", listed(status, page));
  }

  private Map<String, Object> listed(@Nullable TaskStatus status, int page) {
    Caller caller = access.caller();
    @Nullable String user = access.isAdministrator(caller) ? null : caller.name();
    TaskPage found =
        tasks.search(
            new TaskQuery(
                status == null ? Set.of() : Set.of(status),
                null,
                user,
                null,
                Math.max(0, page),
                PAGE_SIZE));
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("tasks", found.items().stream().map(this::card).toList());
    model.put("page", found);
    model.put("status", status == null ? "" : status.name());
    model.put("statuses", TaskStatus.values());
    model.put("everybody", user == null);
    return model;
  }

  @GetMapping("/tasks/{key}")
  ModelAndView show(@PathVariable String key) {
    return new ModelAndView("task", shown(accessible(key)));
  }

  @GetMapping("/tasks/{key}/live")
  ModelAndView live(@PathVariable String key) {
    return new ModelAndView("task :: live", shown(accessible(key)));
  }

  @PostMapping("/tasks/{key}/cancel")
  String cancel(@PathVariable String key) {
    manager.cancel(accessible(key).key());
    return "redirect:/tasks/" + key;
  }

  @PostMapping("/tasks/{key}/force-release")
  ModelAndView forceRelease(@PathVariable String key, @RequestParam String reason) {
    Task task = accessible(key);
    if (!access.isAdministrator(access.caller())) {
      throw new ResponseStatusException(
          HttpStatus.FORBIDDEN, "Only administrators end a task by force");
    }
    try {
      manager.forceRelease(task.key(), reason);
    } catch (IllegalArgumentException e) {
      Map<String, Object> model = shown(task);
      model.put("reasonError", e.getMessage());
      return new ModelAndView("task", model, HttpStatus.UNPROCESSABLE_CONTENT);
    }
    return new ModelAndView("redirect:/tasks/" + key);
  }

  private Map<String, Object> shown(Task task) {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("card", card(task));
    model.put("events", events + task.key() + "/events");
    model.put("children", children(task));
    model.put("childCount", childCount(task));
    model.put("reservations", conflicts.count(task.root()));
    model.put("heldGenres", heldGenres(task));
    model.put("forcible", !task.status().isEnded() && access.isAdministrator(access.caller()));
    model.put("failures", outcomes.page(task, Outcome.FAILED, 0, LISTED_FAILURES));
    return model;
  }

  private List<TaskCard> children(Task task) {
    return tasks
        .childrenOf(List.of(task.key()), LISTED_CHILDREN)
        .getOrDefault(task.key(), List.of())
        .stream()
        .map(this::card)
        .toList();
  }

  private long childCount(Task task) {
    return tasks.countChildren(task.key()).stream().mapToLong(ChildCount::count).sum();
  }

  private List<String> heldGenres(Task task) {
    Map<RecordKey, Genre> byKey = new LinkedHashMap<>();
    for (Genre genre : genres.findAllByOrderByName()) {
      byKey.put(recordKeys.keyOf(Genre.class, genre.requiredId()), genre);
    }
    Map<RecordKey, Conflict> holders = conflicts.holders(byKey.keySet());
    return byKey.entrySet().stream()
        .filter(entry -> isHeldBy(task, holders.get(entry.getKey())))
        .map(entry -> entry.getValue().getName())
        .toList();
  }

  private static boolean isHeldBy(Task task, @Nullable Conflict conflict) {
    return conflict != null && conflict.holder().equals(task.root());
  }

  private TaskCard card(Task task) {
    return new TaskCard(task, clock.instant());
  }

  private Task accessible(String key) {
    Task task =
        Optional.of(key)
            .filter(TaskKey::isValid)
            .flatMap(valid -> manager.find(new TaskKey(valid)))
            .orElseThrow(
                () ->
                    new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "There is no task '%s'".formatted(key)));
    if (!access.mayAccessTaskOf(access.caller(), task.caller().name())) {
      throw new ResponseStatusException(
          HttpStatus.FORBIDDEN, "Task %s belongs to somebody else".formatted(key));
    }
    return task;
  }
}
