package io.powercrud.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks of one kind have not ended.
 *
 * @param manager the name of their manager
 * @param type the name of their type
 * @param payloadVersion the version of their payload
 * @param pending how many have not started
 * @param running how many have started
 * @param oldestPending when the oldest that has not started was launched; null where all have
 * @param unknownSince since when one of them comes to nodes that don't know it; null where none of
 *     them does
 */
public record OpenTasks(
    String manager,
    String type,
    int payloadVersion,
    long pending,
    long running,
    @Nullable Instant oldestPending,
    @Nullable Instant unknownSince) {}
