package io.powercrud.testmodel;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToOne;
import org.jspecify.annotations.Nullable;

/** An id that is another record's: one to one with its {@link Author}. */
@Entity
public class Profile {
  @Id private @Nullable Long id;

  @MapsId
  @OneToOne(optional = false, fetch = FetchType.LAZY)
  private Author author;

  private @Nullable String nickname;

  @SuppressWarnings("NullAway.Init")
  protected Profile() {}

  public Profile(Author author) {
    this.author = author;
  }

  public @Nullable Long getId() {
    return id;
  }

  public Author getAuthor() {
    return author;
  }

  public @Nullable String getNickname() {
    return nickname;
  }
}
