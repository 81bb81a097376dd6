package io.powercrud.bulk;

import io.powercrud.task.TaskType;

/** The types of the tasks that bulk operations are. */
public final class BulkTasks {

  /** Changes fields of many records. */
  public static final TaskType<BulkPayload, BulkResult> BULK_UPDATE =
      TaskType.of("bulk-update", BulkPayload.class, BulkResult.class);

  /** Deletes many records. */
  public static final TaskType<BulkPayload, BulkResult> BULK_DELETE =
      TaskType.of("bulk-delete", BulkPayload.class, BulkResult.class);

  private BulkTasks() {}
}
