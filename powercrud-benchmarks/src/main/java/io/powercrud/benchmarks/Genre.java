package io.powercrud.benchmarks;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A kind of book, with a number that is derived from its books. */
@Entity
@Table(name = "genre")
public class Genre {

  @Id private @Nullable Long id;

  @Version private int version;

  private long changes;

  /** The id. */
  public long getId() {
    return Objects.requireNonNull(id);
  }

  /** The number by which a stale copy is noticed. */
  public int getVersion() {
    return version;
  }

  /** How often one of its books was changed. */
  public long getChanges() {
    return changes;
  }

  /** Counts one more change of a book. */
  public void countChange() {
    changes++;
  }
}
