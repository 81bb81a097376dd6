package io.powercrud.task;

import io.powercrud.TaskKey;

/**
 * A child that had not ended when it was asked to stop.
 *
 * @param key its key
 * @param manager the name of its manager
 * @param type the name of its type
 * @param status where it was in its life before that
 * @param attempt the number of its newest attempt
 */
public record OpenChild(TaskKey key, String manager, String type, TaskStatus status, int attempt) {}
