package io.powercrud.benchmarks;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What both sides change. */
@Entity
@Table(name = "book")
public class Book {

  @Id private @Nullable Long id;

  @Version private int version;

  @Column(nullable = false)
  @NotBlank
  @Size(max = 255)
  private String title = "";

  @PositiveOrZero private int pages;

  @Column(nullable = false)
  private boolean bestseller;

  /** The id, which is what the hand-written loop pages by. */
  public @Nullable Long getId() {
    return id;
  }

  /** How many pages it has. */
  public int getPages() {
    return pages;
  }

  /** The number by which a stale copy is noticed. */
  public int getVersion() {
    return version;
  }

  /** Its title. */
  public String getTitle() {
    return title;
  }

  /** Whether it sells better than most. */
  public boolean isBestseller() {
    return bestseller;
  }

  /** Says whether it sells better than most. */
  public void setBestseller(boolean newBestseller) {
    bestseller = newBestseller;
  }
}
