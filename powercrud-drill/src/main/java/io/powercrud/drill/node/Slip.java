package io.powercrud.drill.node;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** What a child task changes for its item. */
@Entity
@Table(name = "drill_slip")
public class Slip extends Marked {

  /** A slip for Hibernate. */
  protected Slip() {}
}
