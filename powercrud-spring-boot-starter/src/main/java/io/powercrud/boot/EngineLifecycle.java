package io.powercrud.boot;

import io.powercrud.engine.DbSchedulerEngine;
import io.powercrud.task.TaskWorker;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the engine when all of the application is there, and stops it before anything that a task
 * may need.
 */
record EngineLifecycle(DbSchedulerEngine engine, TaskWorker worker, SchemaAtStart schema)
    implements SmartLifecycle {

  @Override
  public void start() {
    schema.requireTables();
    engine.start(worker);
  }

  @Override
  public void stop() {
    engine.stop();
  }

  @Override
  public boolean isRunning() {
    return engine.isRunning();
  }
}
