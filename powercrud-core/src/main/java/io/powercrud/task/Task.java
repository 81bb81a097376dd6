package io.powercrud.task;

import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.progress.Progress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as the store has it at one moment.
 *
 * @param key the task's key
 * @param manager the name of the manager that launched it
 * @param type the name of its type
 * @param payloadVersion the version of its payload
 * @param payload its payload as text
 * @param status where it is in its life
 * @param caller on whose behalf it runs
 * @param reason why it was launched, or null
 * @param root the root of its tree; its own key for a task that is no child
 * @param parent the task that launched it as a child, or null
 * @param onFailure what its failure means for its parent
 * @param stage how far its own work is
 * @param timeout how long its own work may take from its first start, or null
 * @param deadline when its own work is to be over; null where it has no time-out or never started
 * @param treeDeadline when it and all of its children are to have ended, or null
 * @param attempt the number of its newest attempt; 0 where none began
 * @param total how many records it was launched on
 * @param claimUntil until when it may wait for its records; null where it holds them
 * @param counts how many of its records ended how
 * @param progress what it last reported
 * @param turn when it is its turn to start
 * @param createdAt when it was launched
 * @param startedAt when its first attempt began, or null
 * @param finishedAt when it ended, or null
 * @param result its result as text, or null
 * @param error why it was not all done, or null
 * @param requestHash a hash of the request whose idempotency key it has, or null
 * @param escapedWork the name of the thread of work that outlived the task and noticed it, or null
 */
public record Task(
    TaskKey key,
    String manager,
    String type,
    int payloadVersion,
    String payload,
    TaskStatus status,
    Caller caller,
    @Nullable String reason,
    TaskKey root,
    @Nullable TaskKey parent,
    OnFailure onFailure,
    Stage stage,
    @Nullable Duration timeout,
    @Nullable Instant deadline,
    @Nullable Instant treeDeadline,
    int attempt,
    long total,
    @Nullable Instant claimUntil,
    Counts counts,
    Progress progress,
    Turn turn,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable String result,
    @Nullable String error,
    @Nullable String requestHash,
    @Nullable String escapedWork) {}
