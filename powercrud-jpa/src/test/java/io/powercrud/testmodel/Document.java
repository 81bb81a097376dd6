package io.powercrud.testmodel;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.UUID;

/** A UUID as its id. */
@Entity
public class Document {
  @Id private UUID id;

  private boolean archived;

  @SuppressWarnings("NullAway.Init")
  protected Document() {}

  public Document(UUID id) {
    this.id = id;
  }

  public UUID getId() {
    return id;
  }

  public boolean isArchived() {
    return archived;
  }
}
