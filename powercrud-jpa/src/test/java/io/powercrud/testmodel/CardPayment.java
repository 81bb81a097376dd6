package io.powercrud.testmodel;

import jakarta.persistence.Entity;

/** One kind of payment in the shared table. */
@Entity
public class CardPayment extends Payment {
  private String holder = "";

  protected CardPayment() {}

  public CardPayment(int id, String holder) {
    super(id);
    this.holder = holder;
  }

  public String getHolder() {
    return holder;
  }
}
