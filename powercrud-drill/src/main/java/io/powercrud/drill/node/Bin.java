package io.powercrud.drill.node;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** What items lie in: it is changed along with each of them, by several tasks in turn. */
@Entity
@Table(name = "drill_bin")
public class Bin extends Marked {

  /** A bin for Hibernate. */
  protected Bin() {}
}
