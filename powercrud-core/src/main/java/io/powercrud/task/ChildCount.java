package io.powercrud.task;

/**
 * How many children of a task are alike.
 *
 * @param status where they are in their lives
 * @param onFailure what it means for the parent that they were not wholly done
 * @param count how many there are
 */
public record ChildCount(TaskStatus status, OnFailure onFailure, long count) {}
