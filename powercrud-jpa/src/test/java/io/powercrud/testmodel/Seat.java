package io.powercrud.testmodel;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;

/** Two attributes that together are its id. */
@Entity
@IdClass(Seat.Place.class)
public class Seat {
  @Id private int aisle;
  @Id private int place;

  private boolean taken;

  protected Seat() {}

  public Seat(int aisle, int place) {
    this.aisle = aisle;
    this.place = place;
  }

  public int getAisle() {
    return aisle;
  }

  public int getPlace() {
    return place;
  }

  public boolean isTaken() {
    return taken;
  }

  /** The id of a seat. */
  public record Place(int aisle, int place) {}
}
