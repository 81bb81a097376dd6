package io.powercrud.resource;

import io.powercrud.access.Caller;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/**
 * The declaration that an entity is offered as a resource, and which of its fields may be seen,
 * filtered by and written.
 *
 * <p>An application declares each of its resources as a bean. A declaration is immutable: every
 * method returns another one. Fields are named as the entity's attributes are, those of an
 * embeddable with a dot ({@code size.width}); the names are checked against the mapping when the
 * {@link ResourceRegistry} is built.
 *
 * @param <T> the entity
 */
public final class CrudResource<T> {
  /** From how many records on a bulk operation runs in the background unless declared otherwise. */
  public static final int DEFAULT_ASYNC_FROM = 20;

  private final Declaration<T> declaration;

  private CrudResource(Declaration<T> declaration) {
    this.declaration = declaration;
  }

  /**
   * Declares an entity as a resource below the path of its class's name in lower case, with no
   * field offered yet.
   */
  public static <T> CrudResource<T> of(Class<T> entityClass) {
    return new CrudResource<>(new Declaration<>(entityClass));
  }

  /**
   * Names the resource's place in addresses.
   *
   * @throws IllegalArgumentException if the path holds anything but letters, digits, {@code -} and
   *     {@code _}
   */
  public CrudResource<T> path(String path) {
    if (!path.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException(
          "'%s' is no path of a resource: it takes letters, digits, '-' and '_'".formatted(path));
    }
    return with(changed -> changed.path = path);
  }

  /** Offers these fields to be seen in lists and records, in this order. */
  public CrudResource<T> columns(String... fields) {
    return with(changed -> changed.columns = List.of(fields));
  }

  /** Offers these fields to be filtered by. */
  public CrudResource<T> filters(String... fields) {
    return with(changed -> changed.filters = List.of(fields));
  }

  /**
   * Offers these fields to be written when one record is created or changed; without this call they
   * are the columns and bulk fields that can be written.
   */
  public CrudResource<T> fields(String... fields) {
    return with(changed -> changed.fields = List.of(fields));
  }

  /** Offers these fields to be written in bulk. */
  public CrudResource<T> bulkFields(String... fields) {
    return with(changed -> changed.bulkFields = List.of(fields));
  }

  /** Lets records be deleted in bulk. */
  public CrudResource<T> bulkDelete() {
    return with(changed -> changed.bulkDelete = true);
  }

  /**
   * Declares records of another entity that change together with a record of this one; they stay
   * reserved until the root task ends.
   */
  public CrudResource<T> descendants(
      Class<?> entityType,
      Function<? super T, ? extends Collection<? extends @Nullable Object>> ids) {
    return descendants(Descendants.of(entityType, ids));
  }

  /** Declares records of another entity that change together with a record of this one. */
  public CrudResource<T> descendants(Descendants<T> descendants) {
    return with(changed -> changed.descendants.add(descendants));
  }

  /**
   * Lets bulk operations run in the background from this many records on; smaller ones run at once.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public CrudResource<T> asyncFrom(int records) {
    if (records < 0) {
      throw new IllegalArgumentException(
          "A bulk operation can't run in the background from %d records on".formatted(records));
    }
    return with(changed -> changed.asyncFrom = records);
  }

  /**
   * Writes every record of this resource through the application's own method, at once and in the
   * background alike; it returns the record as it was saved.
   */
  public CrudResource<T> saveWith(UnaryOperator<T> save) {
    return with(changed -> changed.save = save);
  }

  /**
   * Deletes every record of this resource through the application's own method, at once and in the
   * background alike.
   */
  public CrudResource<T> deleteWith(Consumer<T> delete) {
    return with(changed -> changed.delete = delete);
  }

  /**
   * Restricts the records to those that a caller may see and change: in lists, in bulk operations
   * and, from the caller's snapshot, in the worker.
   *
   * @param name a name for the restriction, for people
   * @param restriction gives the restriction for a caller
   */
  public CrudResource<T> scope(String name, Function<Caller, Specification<T>> restriction) {
    return with(changed -> changed.scope = new Scope<>(name, restriction));
  }

  Class<T> entityClass() {
    return declaration.entityClass;
  }

  String path() {
    return declaration.path;
  }

  List<String> columns() {
    return declaration.columns;
  }

  List<String> filters() {
    return declaration.filters;
  }

  Optional<List<String>> fields() {
    return Optional.ofNullable(declaration.fields);
  }

  List<String> bulkFields() {
    return declaration.bulkFields;
  }

  boolean isBulkDelete() {
    return declaration.bulkDelete;
  }

  List<Descendants<T>> descendants() {
    return List.copyOf(declaration.descendants);
  }

  int asyncFrom() {
    return declaration.asyncFrom;
  }

  Optional<UnaryOperator<T>> save() {
    return Optional.ofNullable(declaration.save);
  }

  Optional<Consumer<T>> delete() {
    return Optional.ofNullable(declaration.delete);
  }

  Scope<T> scope() {
    return declaration.scope;
  }

  private CrudResource<T> with(Consumer<Declaration<T>> change) {
    Declaration<T> changed = new Declaration<>(declaration);
    change.accept(changed);
    return new CrudResource<>(changed);
  }

  private static final class Declaration<T> {
    private final Class<T> entityClass;
    private String path;
    private List<String> columns = List.of();
    private List<String> filters = List.of();
    private @Nullable List<String> fields;
    private List<String> bulkFields = List.of();
    private boolean bulkDelete;
    private final List<Descendants<T>> descendants = new ArrayList<>();
    private int asyncFrom = DEFAULT_ASYNC_FROM;
    private @Nullable UnaryOperator<T> save;
    private @Nullable Consumer<T> delete;
    private Scope<T> scope = Scope.unrestricted();

    Declaration(Class<T> entityClass) {
      this.entityClass = entityClass;
      this.path = entityClass.getSimpleName().toLowerCase(Locale.ROOT);
    }

    Declaration(Declaration<T> other) {
      entityClass = other.entityClass;
      path = other.path;
      columns = other.columns;
      filters = other.filters;
      fields = other.fields;
      bulkFields = other.bulkFields;
      bulkDelete = other.bulkDelete;
      descendants.addAll(other.descendants);
      asyncFrom = other.asyncFrom;
      save = other.save;
      delete = other.delete;
      scope = other.scope;
    }
  }
}
