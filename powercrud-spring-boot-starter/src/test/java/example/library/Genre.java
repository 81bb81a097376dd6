package example.library;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

@Entity
public class Genre {

  @Id @GeneratedValue private Long id;

  private String name;

  private long books;

  protected Genre() {}

  public Genre(String name) {
    this.name = name;
  }

  public Long getId() {
    return id;
  }

  public String getName() {
    return name;
  }

  public long getBooks() {
    return books;
  }

  public void setBooks(long books) {
    this.books = books;
  }
}
