package io.powercrud.testmodel;

import jakarta.persistence.Entity;

/** A joined subclass. */
@Entity
public class Car extends Vehicle {
  private int doors;

  protected Car() {}

  public Car(long id, int seats, int doors) {
    super(id, seats);
    this.doors = doors;
  }

  public int getDoors() {
    return doors;
  }

  public void setDoors(int doors) {
    this.doors = doors;
  }
}
