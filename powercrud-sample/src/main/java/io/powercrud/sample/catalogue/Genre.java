package io.powercrud.sample.catalogue;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import jakarta.persistence.Version;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A kind of book, and how many books there are of it. */
@Entity
@Table(uniqueConstraints = @UniqueConstraint(name = "genre_name_once", columnNames = "name"))
public class Genre {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "genre_seq")
  @SequenceGenerator(name = "genre_seq", allocationSize = 1)
  private @Nullable Long id;

  @Version private int version;

  @Column(nullable = false)
  @NotBlank
  @Size(max = 100)
  private String name;

  @PositiveOrZero private int numberOfBooks;

  /** A genre for Hibernate. */
  @SuppressWarnings("NullAway.Init") // Hibernate fills it
  protected Genre() {}

  /** A new genre without books. */
  public Genre(String name) {
    this.name = name;
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
    return Objects.requireNonNull(id, "a genre has an id once it is saved");
  }

  /** Its name. */
  public String getName() {
    return name;
  }

  /** How many books had it when they were last counted. */
  public int getNumberOfBooks() {
    return numberOfBooks;
  }

  void recounted(int books) {
    numberOfBooks = books;
  }
}
