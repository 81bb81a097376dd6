package io.powercrud.web;

import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;

/**
 * What is to be done after a save, by a child task that has one of its own.
 *
 * @param generations how many generations of children it has
 */
record FollowUp(int generations) {

  static final TaskType<FollowUp, Nothing> TYPE = TaskType.of("follow-up", FollowUp.class);

  static TaskDefinition<FollowUp, Nothing> definition(Wiring wiring) {
    return TaskDefinition.of(
        TYPE,
        (FollowUp followUp, TaskContext context) -> {
          if (followUp.generations() > 0) {
            wiring.manager().run(TYPE, new FollowUp(followUp.generations() - 1)).asChild();
          }
          return TaskResult.succeeded();
        });
  }
}
