package io.powercrud.resource;

import io.powercrud.RecordKey;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.Hibernate;
import org.hibernate.engine.spi.CascadeStyle;
import org.hibernate.engine.spi.CascadingActions;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.CollectionType;
import org.hibernate.type.ComponentType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/** How far a save or a deletion of one entity cascades. Used once, and not thread-safe. */
final class CascadeReach {

  private final SessionFactoryImplementor factory;
  private final EntityModels models;
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> ahead = new ArrayDeque<>();

  CascadeReach(SessionFactoryImplementor factory, EntityModels models) {
    this.factory = factory;
    this.models = models;
  }

  /**
   * The keys of what it reaches, without that of the entity itself.
   *
   * @throws IllegalArgumentException if it is no entity of this persistence unit
   */
  Set<RecordKey> of(Object entity) {
    Set<RecordKey> reached = new TreeSet<>();
    Object first = Hibernate.unproxy(entity);
    reach(first);
    while (!ahead.isEmpty()) {
      Object next = ahead.remove();
      EntityModel<?> model = models.of(next.getClass());
      @Nullable Object id = model.findId(next);
      if (next != first && id != null) {
        model.keyIfItFits(id).ifPresent(reached::add);
      }
      follow(next);
    }
    return reached;
  }

  private void reach(@Nullable Object entity) {
    if (entity != null && seen.add(entity)) {
      ahead.add(entity);
    }
  }

  private void follow(Object entity) {
    EntityPersister persister =
        factory.getMappingMetamodel().getEntityDescriptor(Hibernate.getClass(entity));
    @Nullable Object[] values = persister.getValues(entity);
    Type[] types = persister.getPropertyTypes();
    CascadeStyle[] styles = persister.getPropertyCascadeStyles();
    for (int i = 0; i < values.length; i++) {
      follow(values[i], types[i], styles[i]);
    }
  }

  private void follow(@Nullable Object value, Type type, CascadeStyle style) {
    if (value == null) {
      return;
    }
    if (type instanceof ComponentType component) {
      @Nullable Object[] values = component.getPropertyValues(value);
      for (int i = 0; i < values.length; i++) {
        follow(values[i], component.getSubtypes()[i], component.getCascadeStyle(i));
      }
    } else if (type instanceof EntityType && cascades(style)) {
      reach(Hibernate.unproxy(value));
    } else if (type instanceof CollectionType && cascades(style)) {
      elements(value).stream()
          .filter(element -> element != null && isEntity(element))
          .forEach(element -> reach(Hibernate.unproxy(element)));
    }
  }

  private static boolean cascades(CascadeStyle style) {
    return style.doCascade(CascadingActions.REMOVE)
        || style.doCascade(CascadingActions.MERGE)
        || style.doCascade(CascadingActions.PERSIST)
        || style.hasOrphanDelete();
  }

  private static Collection<?> elements(Object collection) {
    if (collection instanceof Map<?, ?> map) {
      return map.values();
    }
    return collection instanceof Collection<?> elements ? elements : List.of();
  }

  private boolean isEntity(Object element) {
    return factory.getMappingMetamodel().findEntityDescriptor(Hibernate.getClass(element)) != null;
  }
}
