package io.powercrud.drill.node;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** What the bulk tasks of the drill change. */
@Entity
@Table(name = "drill_item")
public class Item extends Marked {

  @Column(name = "bin_id", nullable = false)
  private long bin;

  @Column(name = "remark", length = 100)
  private @Nullable String remark;

  /** An item for Hibernate. */
  protected Item() {}

  /** The bin that it lies in, which is changed along. */
  public long getBin() {
    return bin;
  }

  /** What the last task wrote on it. */
  public @Nullable String getRemark() {
    return remark;
  }
}
