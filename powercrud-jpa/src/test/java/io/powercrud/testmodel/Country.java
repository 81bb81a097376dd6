package io.powercrud.testmodel;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Text as its id. */
@Entity
public class Country {
  @Id
  @Column(length = 500)
  private String code;

  private boolean visited;

  @SuppressWarnings("NullAway.Init")
  protected Country() {}

  public Country(String code) {
    this.code = code;
  }

  public String getCode() {
    return code;
  }

  public boolean isVisited() {
    return visited;
  }
}
