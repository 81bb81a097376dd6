package io.powercrud.resource;

import jakarta.persistence.EntityManager;
import java.util.List;
import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.type.descriptor.java.JavaType;
import org.jspecify.annotations.Nullable;

/** A field of one single value. */
final class BasicField extends ResourceField {
  private final BasicValue value;
  private final JavaType<Object> javaType;
  private final @Nullable Long length;

  @SuppressWarnings("unchecked") // the attribute's values are what its Java type describes
  BasicField(FieldPath path, BasicValuedModelPart mapping, Writability writability) {
    super(
        path,
        mapping.isNullable() && !mapping.getJavaType().getJavaTypeClass().isPrimitive(),
        mapping.isFormula() ? Writability.never("it is computed by the database") : writability);
    this.value = new BasicValue(mapping.getJdbcMapping());
    this.javaType = (JavaType<Object>) mapping.getJavaType();
    this.length = mapping.getLength();
  }

  @Override
  public Kind kind() {
    return Kind.BASIC;
  }

  @Override
  public Class<?> type() {
    return value.domainClass();
  }

  @Override
  public List<String> constants() {
    return value.constants();
  }

  BasicValue value() {
    return value;
  }

  @Override
  Object read(Object raw) {
    Object typed = value.read(raw);
    if (length != null && typed instanceof String text && text.length() > length) {
      throw new InvalidValueException(
          "it has %d characters, but no more than %d fit".formatted(text.length(), length));
    }
    return typed;
  }

  @Override
  @Nullable Object json(@Nullable Object typed) {
    return value.write(typed);
  }

  @Override
  public boolean set(Object entity, @Nullable Object newValue, EntityManager entityManager) {
    if (javaType.areEqual(path.get(entity), newValue)) {
      return false;
    }
    path.set(entity, newValue);
    return true;
  }
}
