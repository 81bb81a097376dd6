package io.powercrud.sample.catalogue;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.collection.spi.PersistentSet;
import org.hibernate.validator.constraints.ISBN;
import org.jspecify.annotations.Nullable;

/** A book as the library has it: one edition of one title. */
@Entity
@Table(
    indexes = {
      @Index(name = "book_author", columnList = "author_id"),
      @Index(name = "book_isbn", columnList = "isbn")
    })
@BestsellerNeedsIsbn
public class Book {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "book_seq")
  @SequenceGenerator(name = "book_seq", allocationSize = 1)
  private @Nullable Long id;

  @Version private int version;

  @Column(nullable = false)
  @NotBlank
  @Size(max = 255)
  private String title;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(foreignKey = @ForeignKey(name = "book_has_author"))
  @NotNull
  private Author author;

  @ManyToMany
  @JoinTable(
      name = "book_genre",
      joinColumns = @JoinColumn(name = "book_id"),
      inverseJoinColumns = @JoinColumn(name = "genre_id"),
      foreignKey = @ForeignKey(name = "genre_has_book"),
      inverseForeignKey = @ForeignKey(name = "book_has_genre"),
      indexes = @Index(name = "book_genre_genre", columnList = "genre_id, book_id"))
  private Set<Genre> genres = new LinkedHashSet<>();

  @Max(2100)
  private @Nullable Integer published;

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
  protected Book() {}

  /** A new book of an author. */
  public Book(String title, Author author, Set<Genre> genres) {
    this.title = title;
    this.author = author;
    this.genres.addAll(genres);
  }

  /** Its id, null before it was saved. */
  public @Nullable Long getId() {
    return id;
  }

  /**
   * Its id.
   *
   * @throws NullPointerException if it was not saved yet
   */
  public Long requiredId() {
    return Objects.requireNonNull(id, "a book has an id once it is saved");
  }

  /** The title, with the edition where it isn't the first. */
  public String getTitle() {
    return title;
  }

  /** Who wrote it. */
  public Author getAuthor() {
    return author;
  }

  /** What kinds of book it is. */
  public Set<Genre> getGenres() {
    return Collections.unmodifiableSet(genres);
  }

  /**
   * The ids of the genres whose number of books depends on this book, in their order: those that it
   * has, and those that it had when it was read.
   */
  public List<Long> genreIds() {
    return Stream.concat(genres.stream(), genresWhenRead())
        .map(Genre::getId)
        .filter(Objects::nonNull)
        .distinct()
        .sorted()
        .toList();
  }

  private Stream<Genre> genresWhenRead() {
    return genres instanceof PersistentSet<Genre> read
            && read.getStoredSnapshot() instanceof Map<?, ?> snapshot
        ? snapshot.keySet().stream().map(Genre.class::cast)
        : Stream.empty();
  }

  /** The year in which it first appeared, or null. */
  public @Nullable Integer getPublished() {
    return published;
  }

  /** Whether it sells better than most. */
  public boolean isBestseller() {
    return bestseller;
  }

  /** The number by which shops order it, or null. */
  public @Nullable String getIsbn() {
    return isbn;
  }

  /** How many pages it has, or null. */
  public @Nullable Integer getPages() {
    return pages;
  }

  /** What it is about, or null. */
  public @Nullable String getDescription() {
    return description;
  }
}
