package io.powercrud.resource;

import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.engine.FetchTiming;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Whether what is loaded of an entity is one row of one table.
 *
 * <p>A statement that waits for the lock of a row shows that row as it is then, but what it joins
 * to it as it was before; only where there is nothing to join may it lock and load at once.
 */
final class OneRow {

  private OneRow() {}

  static boolean isAllOf(EntityPersister persister) {
    if (persister.getSubclassTableSpan() != 1) {
      return false;
    }
    AtomicBoolean isAll = new AtomicBoolean(true);
    persister.forEachAttributeMapping(
        attribute -> isAll.compareAndSet(true, isWithinRow(attribute)));
    persister.visitSubTypeAttributeMappings(
        attribute -> isAll.compareAndSet(true, isWithinRow(attribute)));
    return isAll.get();
  }

  private static boolean isWithinRow(AttributeMapping attribute) {
    if (attribute instanceof EmbeddableValuedModelPart embedded) {
      AtomicBoolean isAll = new AtomicBoolean(true);
      embedded
          .getEmbeddableTypeDescriptor()
          .forEachAttributeMapping(part -> isAll.compareAndSet(true, isWithinRow(part)));
      return isAll.get();
    }
    if (attribute instanceof PluralAttributeMapping || attribute instanceof ToOneAttributeMapping) {
      return attribute.getMappedFetchOptions().getTiming() == FetchTiming.DELAYED;
    }
    return attribute instanceof BasicValuedModelPart;
  }
}
