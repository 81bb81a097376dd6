package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.bulk.BulkRequest.RequestedChange;
import io.powercrud.bulk.Change.Kind;
import io.powercrud.conflict.OnConflict;
import io.powercrud.resource.BoundResource;
import io.powercrud.resource.EntityModel;
import io.powercrud.resource.FieldError;
import io.powercrud.resource.InvalidFieldsException;
import io.powercrud.resource.RecordFilter;
import io.powercrud.resource.ResourceField;
import io.powercrud.task.Turn;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The check of one request before anything is done: it collects everything that is wrong with it.
 * The one place for the limits, whichever way the request came in.
 */
final class RequestCheck {

  private static final int LONGEST_REASON = 1000;
  private static final int LONGEST_IDEMPOTENCY_KEY = 200;
  private static final Set<Kind> ALONE = Set.of(Kind.SET, Kind.CLEAR, Kind.REPLACE);

  private final BoundResource<?> resource;
  private final BulkSettings settings;
  private final EntityManager entityManager;
  private final List<FieldError> errors = new ArrayList<>();

  RequestCheck(BoundResource<?> resource, BulkSettings settings, EntityManager entityManager) {
    this.resource = resource;
    this.settings = settings;
    this.entityManager = entityManager;
  }

  List<FieldError> errors() {
    return List.copyOf(errors);
  }

  void reject(String field, String message) {
    errors.add(new FieldError(field, message));
  }

  void reject(List<FieldError> more) {
    errors.addAll(more);
  }

  /** Checks what is said about the request as a whole. */
  void options(BulkRequest<?, ?> request) {
    if (request.reason != null && request.reason.length() > LONGEST_REASON) {
      reject(
          "reason",
          "it has %,d characters, but no more than %,d fit"
              .formatted(request.reason.length(), LONGEST_REASON));
    }
    @Nullable String key = request.idempotencyKey;
    if (key != null && (key.isBlank() || key.length() > LONGEST_IDEMPOTENCY_KEY)) {
      reject("idempotencyKey", "it takes 1 to %d characters".formatted(LONGEST_IDEMPOTENCY_KEY));
    }
    @Nullable Integer chunkSize = request.chunkSize;
    if (chunkSize != null && (chunkSize < 1 || chunkSize > BulkSettings.MAX_CHUNK_SIZE)) {
      reject("chunkSize", "a chunk has 1 to %,d records".formatted(BulkSettings.MAX_CHUNK_SIZE));
    }
    if (request.priority < Turn.LOWEST || request.priority > Turn.HIGHEST) {
      reject(
          "priority",
          "must be from %d to %d, not %d".formatted(Turn.LOWEST, Turn.HIGHEST, request.priority));
    }
    if (request.delay.isNegative() || request.delay.compareTo(Turn.LONGEST_DELAY) > 0) {
      reject(
          "delay",
          "must be from 0 to %d days, not %s"
              .formatted(Turn.LONGEST_DELAY.toDays(), request.delay));
    }
    if (request.mode == BulkMode.SYNC && request.onConflict == OnConflict.WAIT) {
      reject("onConflict", "only an operation in the background can wait for records");
    }
  }

  /** Checks how the records are selected, though not yet which they are. */
  void selection(BulkRequest<?, ?> request) {
    int ways =
        (request.ids != null ? 1 : 0)
            + (request.specification != null || request.filters != null ? 1 : 0)
            + (request.all ? 1 : 0);
    if (ways == 0) {
      reject("ids", "no record is selected");
    } else if (request.all && request.ids == null) {
      return;
    } else if (ways > 1) {
      reject("ids", "records are selected by their ids or by a filter, not by both");
    } else if (request.filters != null && request.filters.isEmpty()) {
      reject("matching", "an empty filter would match every record; say all:true if that is meant");
    }
  }

  /**
   * The keys of the records with these ids, in the order in which they are worked on.
   *
   * @param field the name of the parameter that they came in
   */
  List<RecordKey> ids(String field, Collection<?> ids) {
    if (ids.size() > settings.maxIds()) {
      reject(
          field,
          "%,d ids are more than the %,d that can be named one by one"
              .formatted(ids.size(), settings.maxIds()));
      return List.of();
    }
    EntityModel<?> model = resource.model();
    Map<RecordKey, Object> byKey = new LinkedHashMap<>();
    for (@Nullable Object id : ids) {
      try {
        Object typed = typedId(model, id);
        byKey.put(model.key(typed), typed);
      } catch (IllegalArgumentException e) {
        reject(field, String.valueOf(e.getMessage()));
      }
    }
    return byKey.entrySet().stream().sorted(IdOrder.INSTANCE).map(Map.Entry::getKey).toList();
  }

  private static Object typedId(EntityModel<?> model, @Nullable Object id) {
    return id == null || id instanceof CharSequence || id instanceof Number || id instanceof UUID
        ? model.decode(String.valueOf(id))
        : model.decode(model.encode(id));
  }

  /** The filter that these values stand for; none where they are wrong. */
  <T> RecordFilter<T> filter(Map<String, ?> given, BoundResource<T> of) {
    try {
      return RecordFilter.parse(of, given);
    } catch (InvalidFieldsException e) {
      reject(e.errors());
      return RecordFilter.none();
    }
  }

  /** The changes with their values as text. */
  List<Change> changes(List<RequestedChange> requested) {
    if (requested.isEmpty()) {
      reject("set", "no field is to be changed; name at least one");
    }
    Map<String, Set<Kind>> seen = new HashMap<>();
    List<Change> changes = new ArrayList<>();
    for (RequestedChange each : requested) {
      Set<Kind> before = seen.computeIfAbsent(each.field(), field -> new TreeSet<>());
      boolean again = before.contains(each.kind());
      boolean excluded = !before.isEmpty() && (ALONE.contains(each.kind()) || anyAlone(before));
      before.add(each.kind());
      if (again || excluded) {
        reject(each.field(), "it is to be changed in more than one way; choose one");
      } else {
        change(each).ifPresent(changes::add);
      }
    }
    return changes;
  }

  private static boolean anyAlone(Set<Kind> kinds) {
    return kinds.stream().anyMatch(ALONE::contains);
  }

  private Optional<Change> change(RequestedChange requested) {
    @Nullable ResourceField field =
        resource.bulkFields().stream()
            .filter(candidate -> candidate.name().equals(requested.field()))
            .findFirst()
            .orElse(null);
    if (field == null) {
      reject(requested.field(), "it can't be changed in bulk; " + whatCan());
      return Optional.empty();
    }
    int before = errors.size();
    List<Object> values = values(field, requested);
    if (errors.size() == before) {
      reject(field.missing(values, entityManager));
    }
    return errors.size() > before
        ? Optional.empty()
        : Optional.of(
            new Change(requested.kind(), field.name(), values.stream().map(field::text).toList()));
  }

  private String whatCan() {
    String names =
        resource.bulkFields().stream().map(ResourceField::name).collect(Collectors.joining(", "));
    return names.isEmpty() ? "no field of '%s' can".formatted(resource) : "these can: " + names;
  }

  private List<Object> values(ResourceField field, RequestedChange requested) {
    return switch (requested.kind()) {
      case SET -> valueToSet(field, requested.value());
      case CLEAR -> {
        if (!field.isNullable()) {
          reject(field.name(), "it can't be without a value");
        }
        yield List.of();
      }
      case ADD, REMOVE, REPLACE -> valuesOfMany(field, requested);
    };
  }

  private List<Object> valueToSet(ResourceField field, @Nullable Object value) {
    if (field.isPlural()) {
      reject(field.name(), "it takes any number of values; add, remove or replace them");
    } else if (field.kind() == ResourceField.Kind.EMBEDDED) {
      reject(field.name(), "it is made of several fields; set those, named with a dot");
    } else if (value == null) {
      reject(field.name(), "there is no value to be set; clear the field if that is meant");
    } else {
      return parsed(field, List.of(value));
    }
    return List.of();
  }

  private List<Object> valuesOfMany(ResourceField field, RequestedChange requested) {
    if (!field.isPlural()) {
      reject(field.name(), "it takes a single value; set it");
    } else if (!(requested.value() instanceof Collection<?> values)) {
      reject(field.name(), "a list of values is expected");
    } else if (values.isEmpty()) {
      reject(field.name(), "no value is chosen; clear the field if none is to be left");
    } else {
      return parsed(field, values);
    }
    return List.of();
  }

  private List<Object> parsed(ResourceField field, Collection<?> values) {
    List<Object> parsed = new ArrayList<>();
    for (@Nullable Object value : values) {
      try {
        parsed.add(field.parse(value));
      } catch (InvalidFieldsException e) {
        reject(e.errors());
      }
    }
    return parsed;
  }
}
