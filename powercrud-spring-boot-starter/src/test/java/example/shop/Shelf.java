package example.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import org.jspecify.annotations.Nullable;

/** What the tasks of the shop work on. */
@Entity
@Table(name = "shop_shelf")
public class Shelf {

  @Id private @Nullable Long id;
  @Version private long version;

  /** A shelf for Hibernate. */
  protected Shelf() {}
}
