package io.powercrud.sample.catalogue;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import jakarta.persistence.Version;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** How an author appears on the library's site; at most one for each author. */
@Entity
@Table(
    uniqueConstraints = @UniqueConstraint(name = "profile_author_once", columnNames = "author_id"))
public class Profile {

  /** Whether a profile is shown. */
  public enum Status {
    /** Shown. */
    ACTIVE,
    /** No longer shown. */
    INACTIVE,
    /** Not shown yet. */
    DRAFT
  }

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "profile_seq")
  @SequenceGenerator(name = "profile_seq", allocationSize = 1)
  private @Nullable Long id;

  @Version private int version;

  @OneToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "author_id", foreignKey = @ForeignKey(name = "profile_has_author"))
  @NotNull
  private Author author;

  @Column(nullable = false)
  @NotBlank
  @Size(max = 100)
  private String nickname;

  @Enumerated(EnumType.STRING)
  @Column(nullable = false, length = 20)
  @NotNull
  private Status status;

  @ManyToOne(fetch = FetchType.LAZY)
  @JoinColumn(foreignKey = @ForeignKey(name = "profile_has_genre"))
  private @Nullable Genre favouriteGenre;

  /** A profile for Hibernate. */
  @SuppressWarnings("NullAway.Init") // Hibernate fills it
  protected Profile() {}

  /** A new draft for an author. */
  public Profile(Author author, String nickname) {
    this.author = author;
    this.nickname = nickname;
    status = Status.DRAFT;
  }

  /** Its id, null before it was saved. */
  public @Nullable Long getId() {
    return id;
  }

  /** The author whose profile it is. */
  public Author getAuthor() {
    return author;
  }

  /** What the author is also called. */
  public String getNickname() {
    return nickname;
  }

  /** Whether it is shown. */
  public Status getStatus() {
    return status;
  }

  /** The genre that the author likes best, or null. */
  public @Nullable Genre getFavouriteGenre() {
    return favouriteGenre;
  }
}
