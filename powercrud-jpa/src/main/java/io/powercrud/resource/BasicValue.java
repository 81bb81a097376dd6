package io.powercrud.resource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.type.descriptor.converter.spi.BasicValueConverter;
import org.hibernate.type.descriptor.java.JavaType;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;

/**
 * How values of one basic type come in from text or JSON and go out again: as text, numbers and
 * truth values, an enum as its constant's name, a converted type as what its converter stores.
 */
final class BasicValue {
  private static final BigInteger LARGEST_EXACT = BigInteger.ONE.shiftLeft(53);

  private static final Map<Class<?>, String> EXPECTED =
      Map.of(
          LocalDate.class, "a date such as 2026-01-31",
          LocalTime.class, "a time such as 13:45:00",
          LocalDateTime.class, "a date and time such as 2026-01-31T13:45:00",
          Instant.class, "a point in time such as 2026-01-31T13:45:00Z",
          OffsetDateTime.class, "a point in time such as 2026-01-31T13:45:00+01:00",
          UUID.class, "a UUID",
          Character.class, "a single character",
          Boolean.class, "true or false",
          String.class, "a text");

  private static final Map<Class<?>, Class<?>> BOXED =
      Map.of(
          boolean.class, Boolean.class,
          char.class, Character.class,
          byte.class, Byte.class,
          short.class, Short.class,
          int.class, Integer.class,
          long.class, Long.class,
          float.class, Float.class,
          double.class, Double.class);

  private final Class<?> domainClass;
  private final JavaType<?> storedType;
  private final @Nullable BasicValueConverter<Object, Object> converter;

  @SuppressWarnings("unchecked") // a converter takes the type of the mapping it was found on
  BasicValue(JdbcMapping mapping) {
    this.domainClass = boxed(mapping.getJavaTypeDescriptor().getJavaTypeClass());
    this.converter = (BasicValueConverter<Object, Object>) mapping.getValueConverter();
    this.storedType =
        converter == null ? mapping.getJavaTypeDescriptor() : converter.getRelationalJavaType();
  }

  private static Class<?> boxed(Class<?> type) {
    return BOXED.getOrDefault(type, type);
  }

  /** The Java type of the attribute, never primitive. */
  Class<?> domainClass() {
    return domainClass;
  }

  /** The names that are allowed, for an enum; empty for any other type. */
  List<String> constants() {
    return domainClass.isEnum()
        ? Arrays.stream(domainClass.getEnumConstants()).map(BasicValue::constantName).toList()
        : List.of();
  }

  boolean isText() {
    return domainClass == String.class;
  }

  boolean isOrdered() {
    return Comparable.class.isAssignableFrom(domainClass)
        && domainClass != Boolean.class
        && !domainClass.isEnum()
        && converter == null;
  }

  /**
   * The typed value of one that came from outside.
   *
   * @throws InvalidValueException if it is of the wrong type or not among the allowed ones
   */
  Object read(Object raw) {
    if (domainClass.isInstance(raw)) {
      return raw;
    }
    if (converter == null) {
      return stored(raw);
    }
    Object stored = stored(raw);
    try {
      Object value = converter.toDomainValue(stored);
      if (value != null) {
        return value;
      }
    } catch (RuntimeException refused) {
      throw new InvalidValueException(
          "'%s' is not allowed: %s"
              .formatted(raw, NestedExceptionUtils.getMostSpecificCause(refused).getMessage()),
          refused);
    }
    throw new InvalidValueException("'%s' is not allowed".formatted(raw));
  }

  private Object stored(Object raw) {
    Class<?> type = boxed(storedType.getJavaTypeClass());
    if (type.isInstance(raw)) {
      return raw;
    }
    if (Number.class.isAssignableFrom(type)) {
      return number(type, raw);
    }
    if (!(raw instanceof CharSequence) || type == String.class) {
      throw wrong(raw, null);
    }
    String text = raw.toString();
    if ((type == Boolean.class && !text.equals("true") && !text.equals("false"))
        || (type == Character.class && text.length() != 1)) {
      throw wrong(raw, null);
    }
    try {
      Object value = storedType.fromString(text);
      if (value != null) {
        return value;
      }
    } catch (RuntimeException refused) {
      throw wrong(raw, refused);
    }
    throw wrong(raw, null);
  }

  private Object number(Class<?> type, Object raw) {
    if (!(raw instanceof Number) && !(raw instanceof CharSequence)) {
      throw wrong(raw, null);
    }
    try {
      BigDecimal number = new BigDecimal(raw.toString().strip());
      if (type == BigDecimal.class) {
        return number;
      } else if (type == BigInteger.class) {
        return number.toBigIntegerExact();
      } else if (type == Long.class) {
        return number.longValueExact();
      } else if (type == Integer.class) {
        return number.intValueExact();
      } else if (type == Short.class) {
        return number.shortValueExact();
      } else if (type == Byte.class) {
        return number.byteValueExact();
      } else if (type == Double.class && Double.isFinite(number.doubleValue())) {
        return number.doubleValue();
      } else if (type == Float.class && Float.isFinite(number.floatValue())) {
        return number.floatValue();
      }
    } catch (ArithmeticException | NumberFormatException refused) {
      throw wrong(raw, refused);
    }
    throw wrong(raw, null);
  }

  private InvalidValueException wrong(Object raw, @Nullable Throwable cause) {
    return new InvalidValueException("'%s' is not %s".formatted(raw, expected()), cause);
  }

  private String expected() {
    Class<?> type = boxed(storedType.getJavaTypeClass());
    String expected = EXPECTED.get(type);
    if (expected != null) {
      return expected;
    } else if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(BasicValue::constantName)
          .collect(Collectors.joining(", ", "one of ", ""));
    } else if (type == Long.class || type == Integer.class || type == BigInteger.class) {
      return "a whole number in range";
    } else if (type == Short.class || type == Byte.class) {
      return "a small whole number";
    } else if (Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    return "a valid " + type.getSimpleName();
  }

  /** The value as it goes out: a text, a number or a truth value. */
  @SuppressWarnings("unchecked") // the stored type describes the values that the converter gives
  @Nullable Object write(@Nullable Object value) {
    Object stored = value == null || converter == null ? value : converter.toRelationalValue(value);
    if (stored == null || stored instanceof String || stored instanceof Boolean) {
      return stored;
    } else if (stored instanceof Long || stored instanceof BigInteger) {
      BigInteger number = new BigInteger(stored.toString());
      return number.abs().compareTo(LARGEST_EXACT) < 0 ? stored : stored.toString();
    } else if (stored instanceof Number) {
      return stored;
    } else if (stored instanceof Enum<?> constant) {
      return constant.name();
    }
    return ((JavaType<Object>) storedType).toString(stored);
  }

  private static String constantName(Object constant) {
    return ((Enum<?>) constant).name();
  }
}
