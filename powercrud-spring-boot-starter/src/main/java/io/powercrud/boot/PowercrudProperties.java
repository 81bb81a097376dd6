package io.powercrud.boot;

import io.powercrud.jdbc.SchemaInitialization;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of PowerCRUD. Each has a default, so an application that sets none of them starts.
 *
 * @param lease How long a node may be silent before its tasks are given to another one. A heartbeat
 *     is written six times in it.
 * @param tasks tasks and the workers that run them
 * @param schema the tables of PowerCRUD
 * @param conflicts reservations
 * @param control the connections for control traffic
 * @param bulk bulk operations
 * @param guard the guard on the writes of entities
 * @param web the REST API
 */
@Validated
@ConfigurationProperties("powercrud")
public record PowercrudProperties(
    @DefaultValue("60s")
        @DurationMin(seconds = 1, message = "must be at least 1s; six heartbeats are written in it")
        @DurationMax(hours = 24, message = "must be at most 24h; dead nodes are noticed after it")
        Duration lease,
    @DefaultValue @Valid Tasks tasks,
    @DefaultValue @Valid Schema schema,
    @DefaultValue @Valid Conflicts conflicts,
    @DefaultValue @Valid Control control,
    @DefaultValue @Valid Bulk bulk,
    @DefaultValue @Valid Guard guard,
    @DefaultValue @Valid Web web) {

  /**
   * Tasks and the workers that run them.
   *
   * @param enabled Whether tasks are launched and run. Switched off, nothing is queued or run, and
   *     a launch is refused.
   * @param workers How many tasks this node runs at once. Must leave the application at least one
   *     connection of its pool. By default 4, or fewer where the pool is that small.
   * @param pollInterval How often this node looks for tasks that are due, because another node
   *     launched them, gave them up or died; one that was launched on this node is run at once.
   * @param maxAttempts How many attempts a task gets, each broken off by the end of its node,
   *     before it ends as failed.
   * @param unknownFor How long a task of a kind that no node knows is left to others, before it
   *     ends as failed.
   * @param putOff How long a task that can't run yet is put off before it is looked at again.
   * @param claimWait How long a task that was launched to wait for its records waits at most.
   * @param retention How long ended tasks and the outcomes of their records are kept.
   * @param cleanupInterval How often one of the nodes deletes what ended too long ago, and looks
   *     for what tasks have left behind.
   * @param gracePeriod How long a stopping node lets its tasks run on before it interrupts them and
   *     hands them over.
   * @param limits how many tasks may run at once, over all nodes
   */
  public record Tasks(
      @DefaultValue("true") boolean enabled,
      @Min(value = 1, message = "must be at least 1; set powercrud.tasks.enabled=false for none")
          @Max(value = 1000, message = "must be at most 1000; start more nodes instead")
          @Nullable Integer workers,
      @DefaultValue("500ms")
          @DurationMin(millis = 100, message = "must be at least 100ms; every look is a query")
          @DurationMax(hours = 1, message = "must be at most 1h; tasks of other nodes wait for it")
          Duration pollInterval,
      @DefaultValue("5") @Min(value = 1, message = "must be at least 1; a task needs an attempt")
          int maxAttempts,
      @DefaultValue("1d") @DurationMin(message = "must not be negative; 0 ends such a task at once")
          Duration unknownFor,
      @DefaultValue("1s")
          @DurationMin(millis = 10, message = "must be at least 10ms; every look is a query")
          Duration putOff,
      @DefaultValue("10m") @DurationMin(message = "must not be negative; 0 looks once")
          Duration claimWait,
      @DefaultValue("7d")
          @DurationMin(minutes = 1, message = "must be at least 1m; launchers read the outcomes")
          Duration retention,
      @DefaultValue("1h")
          @DurationMin(seconds = 1, message = "must be at least 1s; every look is a dozen queries")
          @DurationMax(days = 1, message = "must be at most 1d; the history grows until then")
          Duration cleanupInterval,
      @DefaultValue("10s") @DurationMin(message = "must not be negative; 0 breaks off at once")
          Duration gracePeriod,
      @DefaultValue @Valid Limits limits) {}

  /**
   * How many tasks may run at once, over all nodes.
   *
   * @param perType How many tasks of a type may run at once, by the name of the type. The rest
   *     waits in order.
   * @param perUser How many tasks of a user may run at once. The rest waits in order. By default
   *     there is no limit.
   */
  public record Limits(
      Map<
              @Pattern(
                  regexp = "[^'\\\\\\p{Cntrl}]{1,100}",
                  message =
                      "must name a task type of at most 100 characters without a quote, a backslash or a control character; rename the type to limit it")
              String,
              @Min(value = 1, message = "must be at least 1; pause what is not to run at all")
              Integer>
          perType,
      @Min(value = 1, message = "must be at least 1; leave it out for no limit")
          @Nullable Integer perUser) {

    /** Limits of the given values. */
    public Limits {
      perType = perType == null ? Map.of() : Map.copyOf(perType);
    }
  }

  /**
   * The tables of PowerCRUD.
   *
   * @param initialize When the tables are created at start, where they are missing.
   * @param tablePrefix What the names of all tables begin with.
   */
  public record Schema(
      @DefaultValue("embedded") SchemaInitialization initialize,
      @DefaultValue("powercrud_")
          @Pattern(
              regexp = "[a-z][a-z0-9_]{0,29}",
              message =
                  "must be 1 to 30 lower-case letters, digits and '_', a letter first; for example powercrud_")
          String tablePrefix) {}

  /**
   * Reservations.
   *
   * @param lockTimeout How long a reservation waits for another transaction that is reserving the
   *     same records, before the answer is that it is busy.
   */
  public record Conflicts(
      @DefaultValue("2s")
          @DurationMin(seconds = 1, message = "must be at least 1s; a launch takes a moment")
          @DurationMax(minutes = 1, message = "must be at most 1m; a request waits for it")
          Duration lockTimeout) {}

  /**
   * The connections for control traffic: progress, heartbeats and what must be seen while a chunk
   * is in its transaction.
   *
   * @param poolSize How many connections of its own the control traffic may open, besides the
   *     application's pool. By default the number of workers and 2.
   * @param connectionTimeout How long control traffic waits for one of them.
   */
  public record Control(
      @Min(value = 2, message = "must be at least 2: one is for the heartbeat")
          @Max(value = 1000, message = "must be at most 1000; the number of workers and 2 suffice")
          @Nullable Integer poolSize,
      @DefaultValue("5s")
          @DurationMin(millis = 250, message = "must be at least 250ms; opening one takes time")
          @DurationMax(minutes = 1, message = "must be at most 1m; heartbeats wait for it")
          Duration connectionTimeout) {}

  /**
   * Bulk operations.
   *
   * @param chunkSize How many records are changed in one transaction.
   * @param maxIds How many records may be named one by one in one operation, or changed before a
   *     call returns; beyond, name a matching set.
   * @param maxMatching How many records a filter may match in one operation.
   * @param maxOpenTasks How many tasks that have not ended a user may have when he asks for one
   *     more in the background.
   * @param descendantWait How long a record waits for a descendant that another task holds before
   *     it fails.
   * @param fairnessPause How long an operation steps back after a chunk at most, so that another
   *     task that waits gets the descendants which it has released.
   * @param overlapChunks Whether a chunk is begun while the one before it is being committed, which
   *     takes a second connection for each worker; by default where the pool has them and one more.
   * @param retries How often a chunk is done again after a deadlock, a serialisation failure or a
   *     lock time-out, before one of its records fails.
   * @param retryPause How long a chunk waits before it is done again; about twice as long before
   *     each further time, up to 5s.
   */
  public record Bulk(
      @DefaultValue("500")
          @Min(value = 1, message = "must be at least 1; 500 is a good size")
          @Max(value = 5000, message = "must be at most 5000; its records are in memory at once")
          int chunkSize,
      @DefaultValue("10000") @Min(value = 1, message = "must be at least 1; 10000 is a good limit")
          int maxIds,
      @DefaultValue("1000000")
          @Min(value = 1, message = "must be at least 1; 1000000 is a good limit")
          int maxMatching,
      @DefaultValue("20") @Min(value = 1, message = "must be at least 1; 20 is a good limit")
          int maxOpenTasks,
      @DefaultValue("30s") @DurationMin(message = "must not be negative; 0 fails at once")
          Duration descendantWait,
      @DefaultValue("1s") @DurationMin(message = "must not be negative; 0 never steps back")
          Duration fairnessPause,
      @Nullable Boolean overlapChunks,
      @DefaultValue("3")
          @Min(value = 0, message = "must not be negative; 0 never does a chunk again")
          @Max(value = 100, message = "must be at most 100; 3 is a good number")
          int retries,
      @DefaultValue("100ms")
          @DurationMin(message = "must not be negative; 0 does a chunk again at once")
          @DurationMax(seconds = 5, message = "must be at most 5s; 100ms is a good pause")
          Duration retryPause) {}

  /**
   * The guard on the writes of entities.
   *
   * @param enabled Whether each flush that writes records of a resource, or of an entity that is
   *     marked as guarded, is checked against the reservations of tasks before it is committed.
   * @param triggers Whether triggers are created at start by which PostgreSQL or MariaDB refuses
   *     JPQL and native statements on such records, too. Switched off again, the next start drops
   *     them.
   */
  public record Guard(
      @DefaultValue("true") boolean enabled, @DefaultValue("false") boolean triggers) {}

  /**
   * The REST API.
   *
   * @param basePath The path below which all calls are.
   * @param maxBodySize How large the body of a request may be.
   * @param streamInterval How often the store is looked at for streams of a task's events.
   * @param longestStream How long a stream of events lasts before its client opens the next one.
   * @param maxStreams How many streams of events this node has at once.
   */
  public record Web(
      @DefaultValue("/powercrud/api")
          @Pattern(
              regexp = "(/[A-Za-z0-9._~-]+)+",
              message = "must begin with '/' and not end with it; for example /powercrud/api")
          String basePath,
      @DefaultValue("1MB")
          @DataSizeBetween(
              min = "1KB",
              max = "1GB",
              message = "must be between {min} and {max}; it is kept in memory, and 1MB is enough")
          DataSize maxBodySize,
      @DefaultValue("500ms")
          @DurationMin(millis = 50, message = "must be at least 50ms; every look is a query")
          Duration streamInterval,
      @DefaultValue("10m")
          @DurationMin(seconds = 1, message = "must be at least 1s; each stream is a request")
          Duration longestStream,
      @DefaultValue("200") @Min(value = 1, message = "must be at least 1; 200 is a good limit")
          int maxStreams) {}
}
