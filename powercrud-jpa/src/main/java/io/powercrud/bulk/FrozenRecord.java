package io.powercrud.bulk;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.LocalDateTime;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * A target in the {@code record} table, as Hibernate writes it: a set of records can be frozen by
 * one statement that selects from the application's entities and inserts here. It is never loaded.
 *
 * <p>{@link FrozenRecordMapping} brings it into the application's persistence unit, under the
 * table's configured name.
 */
@Entity(name = FrozenRecord.ENTITY_NAME)
@Table(name = FrozenRecord.TABLE)
@IdClass(FrozenRecord.Place.class)
class FrozenRecord {
  static final String ENTITY_NAME = "PowercrudRecord";

  /** The name of the table behind its prefix. */
  static final String TABLE = "record";

  @Id
  @Column(name = "task_key")
  private String taskKey;

  @Id
  @Column(name = "seq")
  private long seq;

  @Column(name = "entity_type")
  private String entityType;

  @Column(name = "record_id")
  private String recordId;

  @Column(name = "root_key")
  private String rootKey;

  @Column(name = "scope")
  private String scope;

  @Column(name = "held")
  private @Nullable Short held;

  @Column(name = "left_out")
  private @Nullable String leftOut;

  @Column(name = "reserved_at")
  @JdbcTypeCode(SqlTypes.LOCAL_DATE_TIME)
  private LocalDateTime reservedAt;

  @SuppressWarnings("NullAway.Init")
  protected FrozenRecord() {}

  FrozenRecord(
      Freeze freeze, long seq, String recordId, @Nullable Short held, @Nullable String leftOut) {
    this.taskKey = freeze.task().value();
    this.seq = seq;
    this.entityType = freeze.entityType();
    this.recordId = recordId;
    this.rootKey = freeze.root().value();
    this.scope = Freeze.UNTIL_ROOT_ENDS;
    this.held = held;
    this.leftOut = leftOut;
    this.reservedAt = freeze.at();
  }

  /** Where a target stands: the task, and the number within it. */
  record Place(String taskKey, long seq) {}
}
