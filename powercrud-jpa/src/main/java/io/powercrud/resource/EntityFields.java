package io.powercrud.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.metamodel.mapping.CollectionPart;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.ManagedMappingType;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.EntityCollectionPart;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** The fields of one entity, found by their names. */
final class EntityFields {
  private final EntityPersister entity;
  private final EntityModels models;
  private final Map<String, ResourceField> byName = new ConcurrentHashMap<>();

  EntityFields(EntityPersister entity, EntityModels models) {
    this.entity = entity;
    this.models = models;
  }

  ResourceField get(String name) {
    ResourceField known = byName.get(name);
    if (known != null) {
      return known;
    }
    ResourceField found = field(pathOf(name)).orElseThrow(() -> unsupported(name));
    byName.put(name, found);
    return found;
  }

  List<ResourceField> all() {
    Map<String, ResourceField> all = new TreeMap<>();
    entity.forEachAttributeMapping(attribute -> collect(new FieldPath(List.of(), attribute), all));
    return List.copyOf(all.values());
  }

  private void collect(FieldPath path, Map<String, ResourceField> all) {
    field(path).ifPresent(field -> all.put(field.name(), field));
    if (path.leaf() instanceof EmbeddableValuedModelPart embedded) {
      embedded
          .getEmbeddableTypeDescriptor()
          .forEachAttributeMapping(part -> collect(EmbeddedField.partOf(path, part), all));
    }
  }

  private FieldPath pathOf(String name) {
    List<AttributeMapping> through = new ArrayList<>();
    ManagedMappingType owner = entity;
    String[] steps = name.split("\\.", -1);
    for (String step : List.of(steps).subList(0, steps.length - 1)) {
      AttributeMapping attribute = attribute(owner, step, name);
      through.add(attribute);
      owner = ownerBehind(attribute, name);
    }
    return new FieldPath(through, attribute(owner, steps[steps.length - 1], name));
  }

  private ManagedMappingType ownerBehind(AttributeMapping attribute, String name) {
    if (attribute instanceof EmbeddableValuedModelPart embedded) {
      return embedded.getEmbeddableTypeDescriptor();
    } else if (attribute instanceof ToOneAttributeMapping toOne) {
      return toOne.getAssociatedEntityMappingType();
    }
    throw unknown(name, entity);
  }

  private AttributeMapping attribute(ManagedMappingType owner, String step, String name) {
    AttributeMapping attribute = owner.findAttributeMapping(step);
    if (attribute == null) {
      throw unknown(name, owner);
    }
    return attribute;
  }

  private Optional<ResourceField> field(FieldPath path) {
    Writability writability = Writability.of(path, entity);
    AttributeMapping leaf = path.leaf();
    if (leaf instanceof BasicValuedModelPart basic) {
      return Optional.of(new BasicField(path, basic, writability));
    } else if (leaf instanceof ToOneAttributeMapping toOne) {
      return Optional.of(
          new ToOneField(
              path, toOne, reference(toOne.getAssociatedEntityMappingType()), writability));
    } else if (leaf instanceof EmbeddableValuedModelPart embedded) {
      return embedded(path, embedded.getEmbeddableTypeDescriptor());
    } else if (leaf instanceof PluralAttributeMapping plural) {
      return Optional.ofNullable(plural(path, plural, writability));
    }
    return Optional.empty();
  }

  private Optional<ResourceField> embedded(FieldPath path, EmbeddableMappingType embeddable) {
    List<ResourceField> parts = new ArrayList<>();
    embeddable.forEachAttributeMapping(
        part ->
            field(EmbeddedField.partOf(path, part))
                .filter(field -> field.kind() != ResourceField.Kind.TO_ONE && !field.isPlural())
                .ifPresent(parts::add));
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(new EmbeddedField(path, embeddable, parts));
  }

  private @Nullable ResourceField plural(
      FieldPath path, PluralAttributeMapping plural, Writability writability) {
    CollectionPart element = plural.getElementDescriptor();
    boolean keyed =
        switch (plural.getMappedType().getCollectionSemantics().getCollectionClassification()) {
          case MAP, SORTED_MAP, ORDERED_MAP, ARRAY -> true;
          default -> false;
        };
    if (keyed) {
      return null;
    } else if (element instanceof EntityCollectionPart records) {
      return new PluralField(
          path, plural, reference(records.getAssociatedEntityMappingType()), writability);
    } else if (element instanceof BasicValuedModelPart basic) {
      return new PluralField(path, plural, new BasicValue(basic.getJdbcMapping()), writability);
    }
    return null;
  }

  private Reference reference(EntityMappingType target) {
    return new Reference(() -> models.of(target.getMappedJavaType().getJavaTypeClass()));
  }

  private IllegalArgumentException unknown(String name, ManagedMappingType owner) {
    List<String> names = new ArrayList<>();
    owner.forEachAttributeMapping(attribute -> names.add(attribute.getAttributeName()));
    return new IllegalArgumentException(
        "%s has no field '%s'; %s has %s"
            .formatted(
                entity.getJpaEntityName(),
                name,
                owner.getMappedJavaType().getJavaTypeClass().getSimpleName(),
                String.join(", ", names.stream().sorted().toList())));
  }

  private IllegalArgumentException unsupported(String name) {
    return new IllegalArgumentException(
        "The field '%s' of %s can't be offered: maps, arrays, collections of embeddables and"
                .formatted(name, entity.getJpaEntityName())
            + " references of several types are not supported");
  }
}
