package io.powercrud.task;

import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What of a launch is settled before its transaction begins.
 *
 * @param key the key that the task will have
 * @param parent the context that it is launched as a child in, or null
 * @param createdAt when it is launched
 * @param payload its payload as text
 * @param caller on whose behalf it runs
 * @param targets what it is launched on
 */
record LaunchDraft(
    TaskKey key,
    @Nullable TaskContext parent,
    Instant createdAt,
    String payload,
    Caller caller,
    Targets targets) {

  /** The root of the tree that it will be in. */
  TaskKey root() {
    return parent == null ? key : parent.root();
  }
}
