package io.powercrud.task;

import io.powercrud.TaskKey;
import org.jspecify.annotations.Nullable;

/**
 * What decides whether a task can end, at a moment when nobody else can change it.
 *
 * @param key the task's key
 * @param root the root of its tree
 * @param parent its parent, or null
 * @param manager the name of its manager
 * @param type the name of its type
 * @param status where it is in its life
 * @param stage how far its own work is
 * @param ownStatus what came of its own work, or null where that is not over
 * @param ownError why its own work was not all done, or null
 * @param attempt the number of its newest attempt
 * @param hasChildren whether it ever had a child
 * @param hasOpenChildren whether one of them has not ended
 */
public record Standing(
    TaskKey key,
    TaskKey root,
    @Nullable TaskKey parent,
    String manager,
    String type,
    TaskStatus status,
    Stage stage,
    @Nullable TaskStatus ownStatus,
    @Nullable String ownError,
    int attempt,
    boolean hasChildren,
    boolean hasOpenChildren) {}
