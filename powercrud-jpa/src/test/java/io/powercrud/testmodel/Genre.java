package io.powercrud.testmodel;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** Derived data, the number of books, and no version. */
@Entity
public class Genre {
  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE)
  private @Nullable Long id;

  @Column(nullable = false, length = 60)
  private String name = "";

  private long bookCount;

  protected Genre() {}

  public Genre(String name) {
    this.name = name;
  }

  public @Nullable Long getId() {
    return id;
  }

  public String getName() {
    return name;
  }

  public long getBookCount() {
    return bookCount;
  }

  public void setBookCount(long bookCount) {
    this.bookCount = bookCount;
  }
}
