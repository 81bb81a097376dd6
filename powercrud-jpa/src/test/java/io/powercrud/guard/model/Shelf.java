package io.powercrud.guard.model;

import io.powercrud.guard.Guarded;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Guarded, with a version, with parts that live and die with it and a collection of its own. */
@Entity
@Guarded
public class Shelf {
  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE)
  private @Nullable Long id;

  @Version private int version;

  private String name = "";

  @OneToMany(mappedBy = "shelf", cascade = CascadeType.ALL, orphanRemoval = true)
  private Set<Copy> copies = new LinkedHashSet<>();

  @ManyToMany private Set<Topic> topics = new LinkedHashSet<>();

  protected Shelf() {}

  public Shelf(String name) {
    this.name = name;
  }

  public Copy addCopy(String title) {
    Copy copy = new Copy(this, title);
    copies.add(copy);
    return copy;
  }

  public @Nullable Long getId() {
    return id;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public Set<Copy> getCopies() {
    return copies;
  }

  public Set<Topic> getTopics() {
    return topics;
  }
}
