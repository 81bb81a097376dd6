package io.powercrud.task;

import io.powercrud.TaskKey;
import java.time.Instant;

/**
 * Something that happened to a task, told after it was committed, on the node where it happened.
 *
 * @param task the task's key
 * @param manager the name of its manager
 * @param type the name of its type
 * @param status the status that it has now
 * @param at when it happened
 */
public record TaskEvent(TaskKey task, String manager, String type, TaskStatus status, Instant at) {}
