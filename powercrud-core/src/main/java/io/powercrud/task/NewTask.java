package io.powercrud.task;

import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task that is to be written down for the first time.
 *
 * @param key its key
 * @param manager the name of the manager that launches it
 * @param type the name of its type
 * @param payloadVersion the version of its payload
 * @param payload its payload as text
 * @param caller on whose behalf it runs
 * @param reason why it is launched, or null
 * @param root the root of its tree; its own key for a task that is no child
 * @param parent the task that launches it as a child, or null
 * @param onFailure what its failure means for its parent
 * @param timeout how long its own work may take from its first start, or null
 * @param treeDeadline when it and all of its children are to have ended, or null
 * @param total on how many records it is launched, as far as that is known
 * @param claimUntil until when it may wait for its records; null where they are reserved at the
 *     launch
 * @param turn when it is its turn to start
 * @param createdAt when it is launched
 * @param idempotency the caller's key for this request, or null
 */
public record NewTask(
    TaskKey key,
    String manager,
    String type,
    int payloadVersion,
    String payload,
    Caller caller,
    @Nullable String reason,
    TaskKey root,
    @Nullable TaskKey parent,
    OnFailure onFailure,
    @Nullable Duration timeout,
    @Nullable Instant treeDeadline,
    long total,
    @Nullable Instant claimUntil,
    Turn turn,
    Instant createdAt,
    @Nullable Idempotency idempotency) {}
