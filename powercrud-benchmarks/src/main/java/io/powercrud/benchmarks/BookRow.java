package io.powercrud.benchmarks;

import jakarta.persistence.Column;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.hibernate.validator.constraints.ISBN;
import org.jspecify.annotations.Nullable;

/**
 * A book as the sample's catalogue has it. It is mapped more than once, so that each side changes
 * the same table through an entity of its own.
 */
@MappedSuperclass
public abstract class BookRow {

  @Id private @Nullable Long id;

  @Version private int version;

  @Column(nullable = false)
  @NotBlank
  @Size(max = 255)
  private String title = "";

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "author_id")
  @NotNull
  private Author author;

  @ManyToMany
  @JoinTable(
      name = "book_genre",
      joinColumns = @JoinColumn(name = "book_id"),
      inverseJoinColumns = @JoinColumn(name = "genre_id"))
  private Set<Genre> genres = new LinkedHashSet<>();

  @Max(2100)
  private @Nullable Integer published;

  @Column(nullable = false)
  private boolean bestseller;

  @Column(length = 13)
  @ISBN
  private @Nullable String isbn;

  @Positive private @Nullable Integer pages;

  @Column(length = 2000)
  @Size(max = 2000)
  private @Nullable String description;

  /** A book for Hibernate. */
  @SuppressWarnings("NullAway.Init") // Hibernate fills it
  protected BookRow() {}

  /** The id, which is what the hand-written loop pages by. */
  public long getId() {
    return Objects.requireNonNull(id);
  }

  /** The number by which a stale copy is noticed. */
  public int getVersion() {
    return version;
  }

  /** Its title. */
  public String getTitle() {
    return title;
  }

  /** Who wrote it. */
  public Author getAuthor() {
    return author;
  }

  /** What kinds of book it is. */
  public Set<Genre> getGenres() {
    return genres;
  }

  /** The year in which it came out. */
  public @Nullable Integer getPublished() {
    return published;
  }

  /** Its number in the trade. */
  public @Nullable String getIsbn() {
    return isbn;
  }

  /** How many pages it has. */
  public @Nullable Integer getPages() {
    return pages;
  }

  /** What it is about. */
  public @Nullable String getDescription() {
    return description;
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
