package io.powercrud.testmodel;

import jakarta.persistence.Entity;
import org.jspecify.annotations.Nullable;

/** Another joined subclass. */
@Entity
public class Bus extends Vehicle {
  private @Nullable String line;

  protected Bus() {}

  public Bus(long id, int seats, String line) {
    super(id, seats);
    this.line = line;
  }

  public @Nullable String getLine() {
    return line;
  }
}
