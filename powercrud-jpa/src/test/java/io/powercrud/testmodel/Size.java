package io.powercrud.testmodel;

import jakarta.persistence.Embeddable;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;

/** An embeddable: the size of a book in millimetres. */
@Embeddable
public class Size {
  @Positive private @Nullable Integer width;
  @Positive private @Nullable Integer height;

  protected Size() {}

  public Size(Integer width, Integer height) {
    this.width = width;
    this.height = height;
  }

  public @Nullable Integer getWidth() {
    return width;
  }

  public @Nullable Integer getHeight() {
    return height;
  }
}
