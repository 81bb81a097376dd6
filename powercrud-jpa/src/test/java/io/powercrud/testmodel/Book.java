package io.powercrud.testmodel;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The record that most tests change: every kind of attribute, a version and an entity listener. */
@Entity
public class Book {
  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE)
  private @Nullable Long id;

  @Version private int version;

  @NotBlank
  @Column(nullable = false, length = 200)
  private String title = "";

  @ManyToOne(fetch = FetchType.LAZY)
  private @Nullable Author author;

  @ManyToMany private Set<Genre> genres = new LinkedHashSet<>();

  @ElementCollection private Set<String> tags = new LinkedHashSet<>();

  private boolean bestseller;

  @Min(1)
  private int pages = 1;

  private @Nullable BigDecimal price;

  private @Nullable LocalDate published;

  @Enumerated(EnumType.STRING)
  private @Nullable Binding binding;

  @Convert(converter = Isbn.AsText.class)
  private @Nullable Isbn isbn;

  @Embedded @Valid private @Nullable Size size;

  @Column(length = 1000)
  private @Nullable String description;

  @Column(updatable = false)
  private @Nullable String acquiredFrom;

  private int updates;

  @Transient private boolean touched;

  protected Book() {}

  public Book(String title) {
    this.title = title;
  }

  @PreUpdate
  void countUpdate() {
    updates++;
  }

  /** The ids of its genres. */
  public List<@Nullable Long> genreIds() {
    return genres.stream().map(Genre::getId).toList();
  }

  public @Nullable Long getId() {
    return id;
  }

  public int getVersion() {
    return version;
  }

  public String getTitle() {
    return title;
  }

  public void setTitle(String title) {
    this.title = title;
  }

  public @Nullable Author getAuthor() {
    return author;
  }

  public void setAuthor(@Nullable Author author) {
    this.author = author;
  }

  public Set<Genre> getGenres() {
    return genres;
  }

  public Set<String> getTags() {
    return tags;
  }

  public boolean isBestseller() {
    return bestseller;
  }

  public void setBestseller(boolean bestseller) {
    this.bestseller = bestseller;
  }

  public int getPages() {
    return pages;
  }

  public void setPages(int pages) {
    this.pages = pages;
  }

  public @Nullable BigDecimal getPrice() {
    return price;
  }

  public void setPrice(@Nullable BigDecimal price) {
    this.price = price;
  }

  public @Nullable LocalDate getPublished() {
    return published;
  }

  public void setPublished(@Nullable LocalDate published) {
    this.published = published;
  }

  public @Nullable Binding getBinding() {
    return binding;
  }

  public void setBinding(@Nullable Binding binding) {
    this.binding = binding;
  }

  public @Nullable Isbn getIsbn() {
    return isbn;
  }

  public void setIsbn(@Nullable Isbn isbn) {
    this.isbn = isbn;
  }

  public @Nullable Size getSize() {
    return size;
  }

  public void setSize(@Nullable Size size) {
    this.size = size;
  }

  public @Nullable String getDescription() {
    return description;
  }

  public void setDescription(@Nullable String description) {
    this.description = description;
  }

  public @Nullable String getAcquiredFrom() {
    return acquiredFrom;
  }

  /** How often it was updated in the database, as its own listener counted. */
  public int getUpdates() {
    return updates;
  }

  public boolean isTouched() {
    return touched;
  }

  public void setTouched(boolean touched) {
    this.touched = touched;
  }
}
