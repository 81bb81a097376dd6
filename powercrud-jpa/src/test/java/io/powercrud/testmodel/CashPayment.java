package io.powercrud.testmodel;

import jakarta.persistence.Entity;

/** The other kind of payment in the shared table. */
@Entity
public class CashPayment extends Payment {
  protected CashPayment() {}

  public CashPayment(int id) {
    super(id);
  }
}
