package io.powercrud.task;

import io.powercrud.access.AccessPolicy;
import io.powercrud.conflict.RecordKeys;
import io.powercrud.progress.ProgressStore;
import java.time.Clock;

/**
 * Everything that tasks need from outside of the core.
 *
 * @param stores the stores that join the application's transactions
 * @param immediate the stores over a small pool of our own, for what must be seen at once while a
 *     chunk is in its transaction
 * @param progress where progress is kept
 * @param engine what delivers tasks
 * @param codec what turns payloads into text
 * @param recordKeys what turns ids into record keys
 * @param access who may do what, and who is calling
 * @param clock the time, which follows the database's
 */
public record TaskPorts(
    Stores stores,
    Stores immediate,
    ProgressStore progress,
    TaskEngine engine,
    PayloadCodec codec,
    RecordKeys recordKeys,
    AccessPolicy access,
    Clock clock) {}
