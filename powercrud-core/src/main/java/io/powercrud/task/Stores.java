package io.powercrud.task;

import io.powercrud.conflict.ConflictStore;

/**
 * The stores over one source of connections, with the transactions that they join.
 *
 * @param tasks the tasks
 * @param conflicts the reservations
 * @param transactions the transactions that both join
 */
public record Stores(TaskStore tasks, ConflictStore conflicts, Transactions transactions) {}
