package io.powercrud.testmodel;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.jspecify.annotations.Nullable;

/** A value type that a converter stores as text without its hyphens. */
public record Isbn(String digits) {
  public Isbn {
    if (!digits.matches("\\d{13}")) {
      throw new IllegalArgumentException("An ISBN has 13 digits");
    }
  }

  /** Stores an ISBN as its digits. */
  @Converter
  public static class AsText implements AttributeConverter<Isbn, String> {
    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable Isbn isbn) {
      return isbn == null ? null : isbn.digits();
    }

    @Override
    public @Nullable Isbn convertToEntityAttribute(@Nullable String text) {
      return text == null ? null : new Isbn(text.replace("-", ""));
    }
  }
}
