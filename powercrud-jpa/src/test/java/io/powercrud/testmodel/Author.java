package io.powercrud.testmodel;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import jakarta.validation.constraints.NotBlank;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A generated number as its id, a version, and the inverse side of {@link Book#getAuthor()}. */
@Entity
public class Author {
  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE)
  private @Nullable Long id;

  @Version private int version;

  @NotBlank private String name = "";

  private @Nullable Integer birthYear;

  @OneToMany(mappedBy = "author")
  private Set<Book> books = new LinkedHashSet<>();

  protected Author() {}

  public Author(String name) {
    this.name = name;
  }

  public @Nullable Long getId() {
    return id;
  }

  public int getVersion() {
    return version;
  }

  public String getName() {
    return name;
  }

  public @Nullable Integer getBirthYear() {
    return birthYear;
  }

  public void setBirthYear(@Nullable Integer birthYear) {
    this.birthYear = birthYear;
  }

  public Set<Book> getBooks() {
    return books;
  }
}
