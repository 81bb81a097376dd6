package io.powercrud.test;

import io.powercrud.progress.ProgressStore;
import io.powercrud.task.Stores;

/**
 * What a contract suite tests.
 *
 * @param stores the stores that join the caller's transactions
 * @param immediate the stores for what must be seen at once; the same where there is no difference
 * @param progress where progress is kept
 * @param clock the time that all of these follow
 */
public record StoresUnderTest(
    Stores stores, Stores immediate, ProgressStore progress, SettableClock clock) {}
