package io.powercrud.testmodel;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.LocalDate;

/** A date as its id, whose text form no database shares with Java. */
@Entity
public class Holiday {
  @Id
  @Column(name = "on_day")
  private LocalDate day;

  private boolean closed;

  @SuppressWarnings("NullAway.Init")
  protected Holiday() {}

  public Holiday(LocalDate day) {
    this.day = day;
  }

  public LocalDate getDay() {
    return day;
  }

  public boolean isClosed() {
    return closed;
  }
}
