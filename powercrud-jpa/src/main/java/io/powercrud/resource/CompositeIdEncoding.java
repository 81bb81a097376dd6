package io.powercrud.resource;

import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.jspecify.annotations.Nullable;

/** The text of an id of several parts: an embedded id, an id class, or an embeddable within one. */
final class CompositeIdEncoding implements IdEncoding {
  private static final String SEPARATOR = ":";
  private static final String ESCAPE = "~";
  private static final String ESCAPED_ESCAPE = "~0";
  private static final String ESCAPED_SEPARATOR = "~1";

  private final EmbeddableMappingType mapping;
  private final List<Part> parts;

  /**
   * An encoding of the embeddable's values.
   *
   * @throws IllegalArgumentException if a part is an association
   */
  CompositeIdEncoding(EmbeddableMappingType mapping) {
    this.mapping = mapping;
    List<Part> found = new ArrayList<>();
    mapping.forEachAttributeMapping(attribute -> found.add(Part.of(attribute)));
    found.sort(Comparator.comparing(Part::name));
    this.parts = List.copyOf(found);
  }

  @Override
  public String encode(Object id) {
    if (!mapping.getMappedJavaType().isInstance(id)) {
      throw new InvalidValueException(
          "it is a %s, but %s is expected"
              .formatted(
                  id.getClass().getSimpleName(),
                  mapping.getMappedJavaType().getJavaTypeClass().getSimpleName()));
    }
    return parts.stream()
        .map(part -> escape(part.encoding().encode(part.value(mapping, id))))
        .collect(Collectors.joining(SEPARATOR));
  }

  @Override
  public Object decode(String text) {
    List<String> texts = List.of(text.split(SEPARATOR, -1));
    if (texts.size() != parts.size()) {
      throw new InvalidValueException(
          "%d parts are expected, joined by '%s': %s"
              .formatted(
                  parts.size(),
                  SEPARATOR,
                  parts.stream().map(Part::name).collect(Collectors.joining(SEPARATOR))));
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      values.add(parts.get(i).encoding().decode(unescape(texts.get(i))));
    }
    return instance(values);
  }

  private Object instance(List<?> partValues) {
    @Nullable Object[] values = new Object[mapping.getNumberOfAttributeMappings()];
    for (int i = 0; i < parts.size(); i++) {
      values[parts.get(i).position()] = partValues.get(i);
    }
    return mapping.getRepresentationStrategy().getInstantiator().instantiate(() -> values);
  }

  @Override
  public Object read(Object raw) {
    if (raw instanceof CharSequence text) {
      return decode(text.toString());
    }
    encode(raw);
    return raw;
  }

  @Override
  public Object json(Object id) {
    return encode(id);
  }

  @Override
  public int columnCount() {
    return parts.stream().mapToInt(part -> part.encoding().columnCount()).sum();
  }

  @Override
  public Object ofValues(List<?> values) {
    List<Object> partValues = new ArrayList<>();
    int from = 0;
    for (Part part : parts) {
      int to = from + part.encoding().columnCount();
      partValues.add(part.encoding().ofValues(values.subList(from, to)));
      from = to;
    }
    return instance(partValues);
  }

  @Override
  public boolean isSqlExact() {
    return parts.stream().allMatch(part -> part.encoding().isSqlExact());
  }

  @Override
  public boolean isText() {
    return parts.stream().anyMatch(part -> part.encoding().isText());
  }

  @Override
  public Expression<String> expression(Path<?> id, HibernateCriteriaBuilder builder) {
    Expression<String> joined = escaped(parts.get(0), id, builder);
    for (Part part : parts.subList(1, parts.size())) {
      joined = builder.concat(builder.concat(joined, SEPARATOR), escaped(part, id, builder));
    }
    return joined;
  }

  private static Expression<String> escaped(
      Part part, Path<?> id, HibernateCriteriaBuilder builder) {
    Expression<String> text = part.encoding().expression(id.get(part.name()), builder);
    return part.isFreeText()
        ? builder.replace(
            builder.replace(text, ESCAPE, ESCAPED_ESCAPE), SEPARATOR, ESCAPED_SEPARATOR)
        : text;
  }

  @Override
  public List<Path<?>> columns(Path<?> id) {
    List<Path<?>> columns = new ArrayList<>();
    parts.forEach(part -> columns.addAll(part.encoding().columns(id.get(part.name()))));
    return columns;
  }

  @Override
  public List<Object> values(Object id) {
    List<Object> values = new ArrayList<>();
    parts.forEach(part -> values.addAll(part.encoding().values(part.value(mapping, id))));
    return values;
  }

  private static String escape(String text) {
    return text.replace(ESCAPE, ESCAPED_ESCAPE).replace(SEPARATOR, ESCAPED_SEPARATOR);
  }

  private static String unescape(String text) {
    return text.replace(ESCAPED_SEPARATOR, SEPARATOR).replace(ESCAPED_ESCAPE, ESCAPE);
  }

  private record Part(String name, int position, IdEncoding encoding) {
    static Part of(AttributeMapping attribute) {
      String name = attribute.getAttributeName();
      int position = attribute.getStateArrayPosition();
      if (attribute instanceof BasicValuedModelPart basic) {
        return new Part(name, position, new BasicIdEncoding(basic.getJdbcMapping()));
      } else if (attribute instanceof EmbeddableValuedModelPart embedded) {
        return new Part(
            name, position, new CompositeIdEncoding(embedded.getEmbeddableTypeDescriptor()));
      }
      throw new IllegalArgumentException(
          "The part '%s' of an id is neither a basic value nor an embeddable".formatted(name));
    }

    Object value(EmbeddableMappingType mapping, Object id) {
      Object value = mapping.getValue(id, position);
      if (value == null) {
        throw new InvalidValueException("its part '%s' is null".formatted(name));
      }
      return value;
    }

    boolean isFreeText() {
      return !(encoding instanceof BasicIdEncoding basic) || basic.isText();
    }
  }
}
