package example.library;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import jakarta.validation.constraints.NotBlank;

/** The application's one entity. */
@Entity
public class Book {

  @Id @GeneratedValue private Long id;

  @Version private int version;

  @NotBlank private String title;

  private boolean bestseller;

  protected Book() {}

  public Book(String title) {
    this.title = title;
  }

  public Long getId() {
    return id;
  }

  public String getTitle() {
    return title;
  }

  public boolean isBestseller() {
    return bestseller;
  }

  public void setBestseller(boolean bestseller) {
    this.bestseller = bestseller;
  }
}
