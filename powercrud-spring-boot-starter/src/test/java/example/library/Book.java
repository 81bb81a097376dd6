package example.library;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import jakarta.validation.constraints.NotBlank;

@Entity
public class Book {

  @Id @GeneratedValue private Long id;

  @Version private int version;

  @NotBlank private String title;

  private boolean bestseller;

  @ManyToOne private Genre genre;

  protected Book() {}

  public Book(String title) {
    this.title = title;
  }

  public Book(String title, Genre genre) {
    this.title = title;
    this.genre = genre;
  }

  public Long getId() {
    return id;
  }

  public String getTitle() {
    return title;
  }

  public Genre getGenre() {
    return genre;
  }

  public boolean isBestseller() {
    return bestseller;
  }

  public void setBestseller(boolean bestseller) {
    this.bestseller = bestseller;
  }
}
