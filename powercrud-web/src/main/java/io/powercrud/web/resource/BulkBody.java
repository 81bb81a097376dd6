package io.powercrud.web.resource;

import io.powercrud.access.Action;
import io.powercrud.access.Caller;
import io.powercrud.bulk.BulkMode;
import io.powercrud.bulk.BulkOperations;
import io.powercrud.bulk.BulkRequest;
import io.powercrud.bulk.BulkUpdate;
import io.powercrud.conflict.OnConflict;
import io.powercrud.task.Turn;
import io.powercrud.web.http.JsonBody;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The body of a request for a bulk operation, on its way to becoming one. */
final class BulkBody {

  private final JsonBody body;
  private final Operation operation;

  /** What a bulk operation does with its records. */
  enum Operation {
    UPDATE(Action.UPDATE),
    DELETE(Action.DELETE);

    private final Action action;

    Operation(Action action) {
      this.action = action;
    }
  }

  BulkBody(JsonBody body) {
    this.body = body;
    if (!body.has("action")) {
      body.reject("action", "is missing; give update or delete");
    }
    operation = body.choice("action", Operation.class, Operation.UPDATE);
  }

  /** What the caller must be allowed to do. */
  Action action() {
    return operation.action;
  }

  /** The request for the operation, of which only the resource decides whether it makes sense. */
  BulkRequest<?, ?> request(
      BulkOperations bulk, String resource, Caller caller, boolean administrator) {
    BulkRequest<?, ?> request;
    if (operation == Operation.UPDATE) {
      BulkUpdate<?> update = bulk.update(resource);
      addChanges(update);
      request = update;
    } else {
      request = bulk.delete(resource);
    }
    select(request);
    request
        .caller(caller)
        .reason(body.text("reason"))
        .mode(body.choice("mode", BulkMode.class, BulkMode.AUTO))
        .onConflict(body.choice("onConflict", OnConflict.class, OnConflict.REFUSE))
        .priority(priority(administrator))
        .delay(delay())
        .idempotencyKey(body.text("idempotencyKey"));
    body.check();
    return request;
  }

  /** Nobody but an administrator gets past the others. */
  private int priority(boolean administrator) {
    Object priority = body.scalar("priority");
    if (priority == null) {
      return 0;
    }
    if (!(priority instanceof Integer number) || number < Turn.LOWEST || number > Turn.HIGHEST) {
      body.reject(
          "priority",
          "must be a whole number from %d to %d, not '%s'"
              .formatted(Turn.LOWEST, Turn.HIGHEST, priority));
      return 0;
    }
    if (number > 0 && !administrator) {
      body.reject("priority", "must not be above 0; only administrators get past the others");
    }
    return number;
  }

  private Duration delay() {
    String text = body.text("delay");
    if (text == null) {
      return Duration.ZERO;
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      body.reject(
          "delay",
          "must be a duration such as PT30M or P1D, not '%s'".formatted(e.getParsedString()));
      return Duration.ZERO;
    }
  }

  private void addChanges(BulkUpdate<?> update) {
    members("set").forEach(update::set);
    for (Object field : elements("clear")) {
      if (field instanceof String name) {
        update.clear(name);
      } else {
        body.reject("clear", "must list names of fields, not '%s'".formatted(field));
      }
    }
    changes("add", update::add);
    changes("remove", update::remove);
    changes("replace", update::replace);
  }

  private void changes(String name, BiConsumer<String, Collection<?>> change) {
    members(name)
        .forEach(
            (field, values) -> {
              if (values instanceof Collection<?> several) {
                change.accept(field, several);
              } else {
                body.reject(name + "." + field, "must be an array of values");
              }
            });
  }

  private void select(BulkRequest<?, ?> request) {
    boolean all = body.flag("all");
    List<@Nullable Object> ids = body.list("ids");
    Map<String, @Nullable Object> matching = body.map("matching");
    if (body.has("ids") == body.has("matching")) {
      body.reject("ids", "give either ids or matching, and not both");
    } else if (ids != null) {
      select(request, ids, all);
    } else if (matching != null) {
      select(request, matching, all);
    }
    request.except(elements("except"));
  }

  private void select(BulkRequest<?, ?> request, List<@Nullable Object> ids, boolean all) {
    if (all) {
      body.reject("all", "goes with an empty matching, not with ids");
    }
    for (Object id : ids) {
      if (id instanceof Map || id instanceof Collection) {
        body.reject("ids", "must list the ids themselves, not '%s'".formatted(id));
      }
    }
    request.ids(ids);
  }

  private void select(
      BulkRequest<?, ?> request, Map<String, @Nullable Object> matching, boolean all) {
    if (!matching.isEmpty()) {
      if (all) {
        body.reject("all", "goes with an empty matching, and this one has filters");
      }
      request.matching(matching);
    } else if (all) {
      request.all();
    } else {
      body.reject("matching", "is empty; to select every record, add \"all\": true");
    }
  }

  private List<@Nullable Object> elements(String name) {
    List<@Nullable Object> elements = body.list(name);
    return elements == null ? List.of() : elements;
  }

  private Map<String, @Nullable Object> members(String name) {
    Map<String, @Nullable Object> members = body.map(name);
    return members == null ? Map.of() : members;
  }
}
