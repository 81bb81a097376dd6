package io.powercrud.task;

import java.util.Set;

/** Says that a type of task was named that nobody knows, and which ones there are. */
public final class UnknownTaskTypeException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  UnknownTaskTypeException(String type, Set<String> known) {
    super(
        "There is no task type '%s'; this node and the open tasks have %s".formatted(type, known));
  }
}
