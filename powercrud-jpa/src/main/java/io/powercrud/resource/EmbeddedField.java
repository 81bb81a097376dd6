package io.powercrud.resource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.jspecify.annotations.Nullable;

/** An embeddable as a whole: it can be seen, and its own fields written. */
final class EmbeddedField extends ResourceField {
  private final EmbeddableMappingType embeddable;
  private final List<ResourceField> parts;

  EmbeddedField(FieldPath path, EmbeddableMappingType embeddable, List<ResourceField> parts) {
    super(
        path,
        true,
        Writability.never("write its own fields instead, such as '%s'".formatted(parts.get(0))));
    this.embeddable = embeddable;
    this.parts = List.copyOf(parts);
  }

  static FieldPath partOf(FieldPath path, AttributeMapping part) {
    List<AttributeMapping> through = new ArrayList<>(path.through());
    through.add(path.leaf());
    return new FieldPath(through, part);
  }

  @Override
  public Kind kind() {
    return Kind.EMBEDDED;
  }

  @Override
  public Class<?> type() {
    return embeddable.getMappedJavaType().getJavaTypeClass();
  }

  @Override
  Object read(Object raw) {
    throw new InvalidValueException("it takes no value as a whole");
  }

  @Override
  @Nullable Object json(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    for (ResourceField part : parts) {
      json.put(part.path.leaf().getAttributeName(), part.json(part.path.leaf().getValue(value)));
    }
    return json;
  }
}
