package io.powercrud.resource;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The resources that an application declares, by path and by entity. Thread-safe. */
public final class ResourceRegistry {
  private final EntityModels models;
  private final Supplier<? extends Collection<CrudResource<?>>> declared;
  private @Nullable Map<String, BoundResource<?>> byPath;

  /**
   * Asks for the declarations once, when the first resource is needed: so the service that a
   * resource is saved with may itself start bulk operations.
   *
   * @param declared where the declarations come from
   * @param models the models of the entities
   */
  public ResourceRegistry(
      Supplier<? extends Collection<CrudResource<?>>> declared, EntityModels models) {
    this.declared = declared;
    this.models = models;
  }

  /**
   * Checks the declarations against the mapping of their entities.
   *
   * @throws IllegalArgumentException if a declaration names a field that its entity doesn't have or
   *     that can't be offered, a class that is no entity, or a path that another one has; the
   *     message says which, and what would be right
   */
  public ResourceRegistry(Collection<CrudResource<?>> declared, EntityModels models) {
    this(() -> declared, models);
    byPath();
  }

  private synchronized Map<String, BoundResource<?>> byPath() {
    Map<String, BoundResource<?>> result = byPath;
    if (result == null) {
      result = new LinkedHashMap<>();
      for (CrudResource<?> resource : declared.get()) {
        add(bind(resource), result);
      }
      byPath = result;
    }
    return result;
  }

  private <T> BoundResource<T> bind(CrudResource<T> declared) {
    declared.descendants().forEach(descendants -> models.of(descendants.entityType()));
    return new BoundResource<>(declared, models.of(declared.entityClass()));
  }

  private static void add(BoundResource<?> resource, Map<String, BoundResource<?>> resources) {
    BoundResource<?> other = resources.putIfAbsent(resource.path(), resource);
    if (other != null) {
      throw new IllegalArgumentException(
          "Two resources have the path '%s', of %s and of %s: give one of them another path"
              .formatted(resource.path(), other.model(), resource.model()));
    }
  }

  /**
   * All resources in the order in which they were declared.
   *
   * @throws IllegalArgumentException if a declaration can't be bound to its entity
   */
  public List<BoundResource<?>> all() {
    return List.copyOf(byPath().values());
  }

  /** The models of all entities, those that are no resource included. */
  public EntityModels models() {
    return models;
  }

  /** The resource at this path, if there is one. */
  public Optional<BoundResource<?>> find(String path) {
    return Optional.ofNullable(byPath().get(path));
  }

  /**
   * The resource at this path.
   *
   * @throws IllegalArgumentException if there is none; the message names those that there are
   */
  public BoundResource<?> get(String path) {
    return find(path)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no resource '%s'; there are %s"
                        .formatted(path, String.join(", ", byPath().keySet()))));
  }

  /**
   * The one resource of this entity.
   *
   * @throws IllegalArgumentException if there is none, or several, so that a path must tell which
   */
  @SuppressWarnings("unchecked") // the resource was found by its entity class
  public <T> BoundResource<T> of(Class<T> entityClass) {
    List<BoundResource<?>> found =
        byPath().values().stream()
            .filter(resource -> resource.entityClass() == entityClass)
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          found.isEmpty()
              ? "No resource is declared for %s".formatted(entityClass.getName())
              : "Several resources are declared for %s, name one by its path: %s"
                  .formatted(entityClass.getName(), found));
    }
    return (BoundResource<T>) found.get(0);
  }
}
