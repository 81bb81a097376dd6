package io.powercrud.guard.model;

import io.powercrud.guard.Guarded;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import org.jspecify.annotations.Nullable;

/** Guarded, and deleted along with its shelf. */
@Entity
@Guarded
public class Copy {
  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE)
  private @Nullable Long id;

  @Version private int version;

  @ManyToOne(fetch = FetchType.LAZY)
  private @Nullable Shelf shelf;

  private String title = "";

  protected Copy() {}

  Copy(Shelf shelf, String title) {
    this.shelf = shelf;
    this.title = title;
  }

  public @Nullable Long getId() {
    return id;
  }

  public @Nullable Shelf getShelf() {
    return shelf;
  }

  public String getTitle() {
    return title;
  }
}
