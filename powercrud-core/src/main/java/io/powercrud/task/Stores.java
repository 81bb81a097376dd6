package io.powercrud.task;

import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.Waits;

/**
 * The stores over one source of connections, with the transactions that they join.
 *
 * @param tasks the tasks
 * @param conflicts the reservations
 * @param waits who waits for whom; joins no transaction
 * @param transactions the transactions that the others join
 */
public record Stores(
    TaskStore tasks, ConflictStore conflicts, Waits waits, Transactions transactions) {}
