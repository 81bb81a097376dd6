package io.powercrud.task;

import java.util.List;

/**
 * A page of tasks, newest first.
 *
 * @param items the tasks of the page
 * @param total how many tasks match in all
 * @param page which page this is, from 0
 * @param size how many tasks a page has
 */
public record TaskPage(List<Task> items, long total, int page, int size) {}
