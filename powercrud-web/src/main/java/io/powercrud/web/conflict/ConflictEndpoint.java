package io.powercrud.web.conflict;

import io.powercrud.RecordKey;
import io.powercrud.access.Action;
import io.powercrud.access.Caller;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.resource.BoundResource;
import io.powercrud.resource.EntityModel;
import io.powercrud.resource.InvalidIdException;
import io.powercrud.resource.Records;
import io.powercrud.resource.ResourceRegistry;
import io.powercrud.web.access.AccessGuard;
import io.powercrud.web.http.Answers;
import io.powercrud.web.http.ConflictView;
import io.powercrud.web.http.Endpoint;
import io.powercrud.web.http.ProblemType;
import io.powercrud.web.http.QueryParameters;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The call that says which of some records are held, and by whom. It answers those who may read a
 * resource of the entity, of the records within their scope; and administrators, of all.
 * Thread-safe.
 */
public final class ConflictEndpoint {

  private static final int MOST_IDS = 1000;

  private final ConflictStore conflicts;
  private final ResourceRegistry resources;
  private final Records records;
  private final AccessGuard guard;

  /** A call about the reservations in this store. */
  public ConflictEndpoint(
      ConflictStore conflicts, ResourceRegistry resources, Records records, AccessGuard guard) {
    this.conflicts = conflicts;
    this.resources = resources;
    this.records = records;
    this.guard = guard;
  }

  /** The call. */
  public List<Endpoint> endpoints() {
    return List.of(new Endpoint(HttpMethod.GET, "/conflicts", this::holders));
  }

  /** The records that are held. */
  record Held(List<ConflictView> conflicts, int total) {}

  private ServerResponse holders(ServerRequest request) {
    Caller caller = guard.caller();
    QueryParameters query = new QueryParameters(request).only("type", "id");
    EntityModel<?> entity = entity(query);
    boolean administrator = guard.isAdministrator(caller);
    List<BoundResource<?>> readable = administrator ? List.of() : readable(caller, entity);
    Set<RecordKey> keys =
        ids(query).stream().map(id -> key(entity, id)).collect(Collectors.toSet());
    List<ConflictView> held =
        conflicts.holders(administrator ? keys : visible(keys, readable, caller)).values().stream()
            .sorted(Comparator.comparing(Conflict::record))
            .map(ConflictView::of)
            .toList();
    return Answers.json(HttpStatus.OK, new Held(held, held.size()));
  }

  private EntityModel<?> entity(QueryParameters query) {
    String type =
        query
            .one("type")
            .orElseThrow(
                () ->
                    QueryParameters.refused(
                        "type", "is missing; give the name of an entity, such as Book"));
    return resources
        .models()
        .ofType(type)
        .orElseThrow(
            () -> QueryParameters.refused("type", "must name an entity, not '%s'".formatted(type)));
  }

  private List<BoundResource<?>> readable(Caller caller, EntityModel<?> entity) {
    List<BoundResource<?>> readable =
        resources.all().stream()
            .filter(resource -> resource.model().typeName().equals(entity.typeName()))
            .filter(resource -> guard.allows(caller, Action.READ, resource.path()))
            .toList();
    if (readable.isEmpty()) {
      throw ProblemType.FORBIDDEN.exception(
          "%s may not read a resource of %s".formatted(caller.name(), entity.typeName()));
    }
    return readable;
  }

  private Set<RecordKey> visible(
      Set<RecordKey> keys, List<BoundResource<?>> readable, Caller caller) {
    return readable.stream()
        .flatMap(resource -> records.visible(resource, caller, keys).stream())
        .collect(Collectors.toSet());
  }

  private static List<String> ids(QueryParameters query) {
    List<String> ids = query.all("id");
    if (ids.isEmpty()) {
      throw QueryParameters.refused("id", "is missing; give it once for each record");
    }
    if (ids.size() > MOST_IDS) {
      throw QueryParameters.refused(
          "id",
          "is given %,d times; ask about at most %,d records at a time"
              .formatted(ids.size(), MOST_IDS));
    }
    return ids;
  }

  private static RecordKey key(EntityModel<?> entity, String id) {
    try {
      return entity.key(entity.decode(id));
    } catch (InvalidIdException e) {
      throw QueryParameters.refused("id", "is wrong: " + e.getMessage());
    }
  }
}
