package io.powercrud.boot;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** The limits of a size in bytes, written like {@code 1KB}. */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = DataSizeBetween.Validator.class)
@interface DataSizeBetween {

  /** The smallest size that is allowed. */
  String min();

  /** The largest size that is allowed. */
  String max();

  String message();

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Holds a size against its limits. */
  class Validator implements ConstraintValidator<DataSizeBetween, DataSize> {

    private DataSize min = DataSize.ofBytes(0);
    private DataSize max = DataSize.ofBytes(Long.MAX_VALUE);

    @Override
    public void initialize(DataSizeBetween limits) {
      min = DataSize.parse(limits.min());
      max = DataSize.parse(limits.max());
    }

    @Override
    public boolean isValid(@Nullable DataSize size, ConstraintValidatorContext context) {
      return size == null || (size.compareTo(min) >= 0 && size.compareTo(max) <= 0);
    }
  }
}
