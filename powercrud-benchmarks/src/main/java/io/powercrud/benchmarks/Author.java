package io.powercrud.benchmarks;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** Who wrote books. */
@Entity
@Table(name = "author")
public class Author {

  @Id private @Nullable Long id;

  private String name = "";

  /** The id. */
  public @Nullable Long getId() {
    return id;
  }

  /** The name. */
  public String getName() {
    return name;
  }
}
