package io.powercrud.sample.catalogue;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The rule that shops must be able to order a bestseller. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = BestsellerNeedsIsbn.Validator.class)
@interface BestsellerNeedsIsbn {

  String message() default "a bestseller needs an ISBN, so that shops can order it";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Holds the rule against a book, and says so at its ISBN. */
  class Validator implements ConstraintValidator<BestsellerNeedsIsbn, Book> {

    @Override
    public boolean isValid(Book book, ConstraintValidatorContext context) {
      if (!book.isBestseller() || book.getIsbn() != null) {
        return true;
      }
      context.disableDefaultConstraintViolation();
      context
          .buildConstraintViolationWithTemplate(context.getDefaultConstraintMessageTemplate())
          .addPropertyNode("isbn")
          .addConstraintViolation();
      return false;
    }
  }
}
