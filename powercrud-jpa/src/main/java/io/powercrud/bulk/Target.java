package io.powercrud.bulk;

import io.powercrud.RecordKey;

/**
 * A record that a task was launched on.
 *
 * @param seq its number among the targets of the task, from 1
 * @param record the record
 */
record Target(long seq, RecordKey record) {}
