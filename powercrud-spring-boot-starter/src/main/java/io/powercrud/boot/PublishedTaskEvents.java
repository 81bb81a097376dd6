package io.powercrud.boot;

import io.powercrud.task.TaskEvent;
import io.powercrud.task.TaskListener;
import org.springframework.context.ApplicationEventPublisher;

/** Makes a Spring application event of each {@link TaskEvent}. */
record PublishedTaskEvents(ApplicationEventPublisher publisher) implements TaskListener {

  @Override
  public void on(TaskEvent event) {
    publisher.publishEvent(event);
  }
}
