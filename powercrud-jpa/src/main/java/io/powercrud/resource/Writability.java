package io.powercrud.resource;

import java.util.Optional;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.AttributeMetadata;
import org.hibernate.metamodel.mapping.NaturalIdMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Why a field can't be written.
 *
 * @param whenCreated why a new record can't be given a value; empty if it can
 * @param whenChanged why a record that exists can't; empty if it can
 */
record Writability(Optional<String> whenCreated, Optional<String> whenChanged) {

  static final Writability WRITABLE = new Writability(Optional.empty(), Optional.empty());

  static Writability never(String reason) {
    return new Writability(Optional.of(reason), Optional.of(reason));
  }

  /** What the mapping of an attribute allows, whatever kind of attribute it is. */
  static Writability of(FieldPath path, EntityPersister entity) {
    if (path.leavesTheRecord()) {
      return never("it belongs to another record");
    }
    AttributeMapping first = path.through().isEmpty() ? path.leaf() : path.through().get(0);
    if (entity.getVersionMapping() != null
        && entity.getVersionMapping().getVersionAttribute() == first) {
      return never("it is the version, which the database counts");
    }
    NaturalIdMapping naturalId = entity.getNaturalIdMapping();
    if (naturalId != null
        && !naturalId.isMutable()
        && naturalId.getNaturalIdAttributes().stream().anyMatch(part -> part == first)) {
      return new Writability(
          Optional.empty(), Optional.of("it is a natural id, which never changes"));
    }
    if (path.leaf() instanceof PluralAttributeMapping plural) {
      return plural.getCollectionDescriptor().isMutable()
          ? WRITABLE
          : never("its collection is mapped as immutable");
    }
    AttributeMetadata metadata = path.leaf().getAttributeMetadata();
    return new Writability(
        metadata.isInsertable() ? Optional.empty() : Optional.of("its mapping is not insertable"),
        metadata.isUpdatable() ? Optional.empty() : Optional.of("its mapping is not updatable"));
  }
}
