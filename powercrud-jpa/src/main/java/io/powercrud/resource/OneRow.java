package io.powercrud.resource;

import java.util.ArrayList;
import java.util.List;
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
    List<AttributeMapping> attributes = new ArrayList<>();
    persister.forEachAttributeMapping(attribute -> attributes.add(attribute));
    persister.visitSubTypeAttributeMappings(attributes::add);
    return persister.getSubclassTableSpan() == 1
        && attributes.stream().allMatch(OneRow::isWithinRow);
  }

  private static boolean isWithinRow(AttributeMapping attribute) {
    if (attribute instanceof EmbeddableValuedModelPart embedded) {
      List<AttributeMapping> parts = new ArrayList<>();
      embedded.getEmbeddableTypeDescriptor().forEachAttributeMapping(part -> parts.add(part));
      return parts.stream().allMatch(OneRow::isWithinRow);
    }
    if (attribute instanceof PluralAttributeMapping || attribute instanceof ToOneAttributeMapping) {
      return attribute.getMappedFetchOptions().getTiming() == FetchTiming.DELAYED;
    }
    return attribute instanceof BasicValuedModelPart;
  }
}
