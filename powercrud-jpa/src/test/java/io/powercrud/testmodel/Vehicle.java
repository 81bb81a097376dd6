package io.powercrud.testmodel;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.Version;

/** The root of a joined inheritance tree. */
@Entity
@Inheritance(strategy = InheritanceType.JOINED)
public abstract class Vehicle {
  @Id private long id;

  @Version private int version;

  private int seats;

  protected Vehicle() {}

  protected Vehicle(long id, int seats) {
    this.id = id;
    this.seats = seats;
  }

  public long getId() {
    return id;
  }

  public int getSeats() {
    return seats;
  }

  public void setSeats(int seats) {
    this.seats = seats;
  }
}
