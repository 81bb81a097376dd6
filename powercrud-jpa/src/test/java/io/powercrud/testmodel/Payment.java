package io.powercrud.testmodel;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;

/** The root of a single-table inheritance tree. */
@Entity
@Inheritance(strategy = InheritanceType.SINGLE_TABLE)
public abstract class Payment {
  @Id private int id;

  private boolean settled;

  protected Payment() {}

  protected Payment(int id) {
    this.id = id;
  }

  public int getId() {
    return id;
  }

  public boolean isSettled() {
    return settled;
  }
}
