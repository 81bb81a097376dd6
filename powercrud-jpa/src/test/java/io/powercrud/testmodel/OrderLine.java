package io.powercrud.testmodel;

import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Version;

/** An embedded id. */
@Entity
public class OrderLine {
  @EmbeddedId private OrderLineId id;

  @Version private int version;

  private int quantity;

  @SuppressWarnings("NullAway.Init")
  protected OrderLine() {}

  public OrderLine(OrderLineId id, int quantity) {
    this.id = id;
    this.quantity = quantity;
  }

  public OrderLineId getId() {
    return id;
  }

  public int getQuantity() {
    return quantity;
  }
}
