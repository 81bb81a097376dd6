package io.powercrud.resource;

import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Path;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.query.criteria.JpaExpression;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.JavaType;

/** The text of a single value: a whole id, or one part of it. */
final class BasicIdEncoding implements IdEncoding {
  private static final Set<Integer> WHOLE_NUMBERS =
      Set.of(SqlTypes.TINYINT, SqlTypes.SMALLINT, SqlTypes.INTEGER, SqlTypes.BIGINT);
  private static final Set<Class<?>> WHOLE_NUMBER_CLASSES =
      Set.of(Byte.class, Short.class, Integer.class, Long.class);

  private final BasicValue value;
  private final JdbcMapping mapping;

  BasicIdEncoding(JdbcMapping mapping) {
    this.mapping = mapping;
    this.value = new BasicValue(mapping);
  }

  @Override
  @SuppressWarnings("unchecked") // the mapping's own type describes what its converter gives
  public String encode(Object id) {
    if (!value.domainClass().isInstance(id)) {
      throw new InvalidValueException(
          "it is a %s, but %s is expected"
              .formatted(id.getClass().getSimpleName(), value.domainClass().getSimpleName()));
    }
    Object stored = mapping.convertToRelationalValue(id);
    return stored instanceof BigDecimal number
        ? number.stripTrailingZeros().toPlainString()
        : ((JavaType<Object>) mapping.getJdbcJavaType()).toString(stored);
  }

  @Override
  public Object decode(String text) {
    return value.read(text);
  }

  @Override
  public boolean isText() {
    return value.isText();
  }

  @Override
  public boolean isSqlExact() {
    if (mapping.getValueConverter() != null) {
      return false;
    }
    int sqlType = mapping.getJdbcType().getDefaultSqlTypeCode();
    Class<?> type = value.domainClass();
    return (type == String.class && sqlType == SqlTypes.VARCHAR)
        || (type == UUID.class && sqlType == SqlTypes.UUID)
        || (WHOLE_NUMBER_CLASSES.contains(type) && WHOLE_NUMBERS.contains(sqlType));
  }

  @Override
  @SuppressWarnings("unchecked") // a text is its own encoding
  public Expression<String> expression(Path<?> id, HibernateCriteriaBuilder builder) {
    return value.isText()
        ? (Expression<String>) id
        : builder.cast((JpaExpression<?>) id, String.class);
  }

  @Override
  public List<Path<?>> columns(Path<?> id) {
    return List.of(id);
  }

  @Override
  public List<Object> values(Object id) {
    return List.of(id);
  }

  @Override
  public int columnCount() {
    return 1;
  }

  @Override
  public Object ofValues(List<?> values) {
    return values.get(0);
  }

  @Override
  public Object read(Object raw) {
    return value.read(raw);
  }

  @Override
  public Object json(Object id) {
    return value.write(id) instanceof Number number ? number : encode(id);
  }
}
