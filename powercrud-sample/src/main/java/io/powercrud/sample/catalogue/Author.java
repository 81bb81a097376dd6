package io.powercrud.sample.catalogue;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Version;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Somebody who wrote a book; without him there are none of his books. */
@Entity
public class Author {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "author_seq")
  @SequenceGenerator(name = "author_seq", allocationSize = 1)
  private @Nullable Long id;

  @Version private int version;

  @Column(nullable = false)
  @NotBlank
  @Size(max = 200)
  private String name;

  private @Nullable Integer birthYear;

  @Column(length = 2000)
  @Size(max = 2000)
  private @Nullable String bio;

  @OneToMany(mappedBy = "author", cascade = CascadeType.REMOVE)
  private Set<Book> books = new LinkedHashSet<>();

  /** An author for Hibernate. */
  @SuppressWarnings("NullAway.Init") // Hibernate fills it
  protected Author() {}

  /** A new author of the given name. */
  public Author(String name) {
    this.name = name;
  }

  /** The id, null before the author was saved. */
  public @Nullable Long getId() {
    return id;
  }

  /** The name as it stands on the books. */
  public String getName() {
    return name;
  }

  /** The year of birth, or null. */
  public @Nullable Integer getBirthYear() {
    return birthYear;
  }

  /** A few sentences about the author, or null. */
  public @Nullable String getBio() {
    return bio;
  }

  /** The author's books, which are deleted with the author. */
  public Set<Book> getBooks() {
    return Collections.unmodifiableSet(books);
  }
}
