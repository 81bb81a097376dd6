package io.powercrud.guard.model;

import io.powercrud.guard.Guarded;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OneToMany;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Guarded without a version, so that a change of its collections writes no row of its own. */
@Entity
@Guarded
public class Topic {
  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE)
  private @Nullable Long id;

  private String name = "";

  @ElementCollection
  @CollectionTable(name = "topic_word")
  private Set<String> words = new LinkedHashSet<>();

  @OneToMany
  @JoinColumn(name = "broader_id")
  private Set<Topic> narrower = new LinkedHashSet<>();

  protected Topic() {}

  public Topic(String name) {
    this.name = name;
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

  public Set<String> getWords() {
    return words;
  }

  public Set<Topic> getNarrower() {
    return narrower;
  }
}
