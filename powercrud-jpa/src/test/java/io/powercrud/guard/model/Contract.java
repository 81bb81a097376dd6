package io.powercrud.guard.model;

import io.powercrud.guard.Guarded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.hibernate.envers.Audited;
import org.jspecify.annotations.Nullable;

/** Guarded, and audited by Envers. */
@Entity
@Guarded
@Audited
public class Contract {
  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE)
  private @Nullable Long id;

  @Version private int version;

  private String text = "";

  protected Contract() {}

  public Contract(String text) {
    this.text = text;
  }

  public @Nullable Long getId() {
    return id;
  }

  public String getText() {
    return text;
  }

  public void setText(String text) {
    this.text = text;
  }
}
