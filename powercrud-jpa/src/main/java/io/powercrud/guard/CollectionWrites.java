package io.powercrud.guard;

import io.powercrud.RecordKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.CollectionEntry;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.EventSource;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;

/**
 * The guarded records that a change of a collection writes: its owner, and where a column of the
 * elements' own table says whose they are, those elements that come or go.
 */
final class CollectionWrites {

  private final GuardedEntities entities;

  CollectionWrites(GuardedEntities entities) {
    this.entities = entities;
  }

  List<RecordKey> changedBy(AbstractCollectionEvent event) {
    List<RecordKey> written = new ArrayList<>();
    @Nullable CollectionPersister persister = writtenBy(event);
    if (persister != null) {
      addOwner(event, persister, written);
      if (persister.isOneToMany()) {
        addComingAndGoing(event, persister, written);
      }
    }
    return written;
  }

  List<RecordKey> removedBy(AbstractCollectionEvent event) {
    List<RecordKey> written = new ArrayList<>();
    @Nullable CollectionPersister persister = writtenBy(event);
    if (persister != null) {
      addOwner(event, persister, written);
      if (persister.isOneToMany() && event.getCollection().wasInitialized()) {
        addElements(event, persister, written);
      }
    }
    return written;
  }

  /** The owner is new, or its former collection has been removed before. */
  List<RecordKey> filledBy(AbstractCollectionEvent event) {
    List<RecordKey> written = new ArrayList<>();
    @Nullable CollectionPersister persister = writtenBy(event);
    if (persister != null && persister.isOneToMany()) {
      addElements(event, persister, written);
    }
    return written;
  }

  /** What writes the collection; null where it is the other side of an association that does. */
  private static @Nullable CollectionPersister writtenBy(AbstractCollectionEvent event) {
    @Nullable EventSource session = event.getSession();
    @Nullable CollectionEntry entry =
        session == null
            ? null
            : session.getPersistenceContextInternal().getCollectionEntry(event.getCollection());
    if (entry == null) {
      return null;
    }
    @Nullable CollectionPersister loaded = entry.getLoadedPersister();
    @Nullable CollectionPersister persister = loaded != null ? loaded : entry.getCurrentPersister();
    return persister == null || persister.isInverse() ? null : persister;
  }

  private void addOwner(
      AbstractCollectionEvent event, CollectionPersister persister, List<RecordKey> written) {
    @Nullable Object id = event.getAffectedOwnerIdOrNull();
    if (id != null) {
      entities.keyOf(persister.getOwnerEntityPersister(), id).ifPresent(written::add);
    }
  }

  private void addComingAndGoing(
      AbstractCollectionEvent event, CollectionPersister persister, List<RecordKey> written) {
    Set<Object> before = Collections.newSetFromMap(new IdentityHashMap<>());
    before.addAll(stored(event.getCollection()));
    Set<Object> changed = Collections.newSetFromMap(new IdentityHashMap<>());
    changed.addAll(before);
    event
        .getCollection()
        .entries(persister)
        .forEachRemaining(
            entry -> {
              Object element = event.getCollection().getElement(entry);
              if (before.contains(element)) {
                changed.remove(element);
              } else {
                changed.add(element);
              }
            });
    changed.forEach(element -> add(event, element, written));
  }

  private static Collection<?> stored(PersistentCollection<?> collection) {
    @Nullable Object snapshot = collection.getStoredSnapshot();
    if (snapshot instanceof Map<?, ?> map) {
      return map.values();
    }
    return snapshot instanceof Collection<?> elements ? elements : List.of();
  }

  private void addElements(
      AbstractCollectionEvent event, CollectionPersister persister, List<RecordKey> written) {
    event
        .getCollection()
        .entries(persister)
        .forEachRemaining(entry -> add(event, event.getCollection().getElement(entry), written));
  }

  private void add(
      AbstractCollectionEvent event, @Nullable Object element, List<RecordKey> written) {
    @Nullable EntityEntry entry =
        element == null
            ? null
            : event.getSession().getPersistenceContextInternal().getEntry(element);
    if (entry != null) {
      entities.keyOf(entry.getPersister(), entry.getId()).ifPresent(written::add);
    }
  }
}
