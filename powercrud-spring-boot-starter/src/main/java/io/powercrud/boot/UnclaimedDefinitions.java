package io.powercrud.boot;

import io.powercrud.bulk.BulkModule;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskManager;
import java.util.Collection;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The definitions of the default manager: those of bulk operations, and every bean that no manager
 * of the application's has.
 */
record UnclaimedDefinitions(
    ObjectProvider<TaskDefinition<?, ?>> declared,
    ObjectProvider<BulkModule> bulk,
    ObjectProvider<TaskManager> managers)
    implements Supplier<Collection<TaskDefinition<?, ?>>> {

  @Override
  public Collection<TaskDefinition<?, ?>> get() {
    Set<TaskDefinition<?, ?>> claimed =
        managers.stream()
            .filter(manager -> !manager.name().equals(TaskManager.DEFAULT_NAME))
            .flatMap(manager -> manager.definitions().stream())
            .collect(Collectors.toSet());
    Stream<TaskDefinition<?, ?>> ours =
        bulk.stream().flatMap(module -> module.definitions().stream());
    return Stream.concat(ours, declared.orderedStream())
        .filter(definition -> !claimed.contains(definition))
        .toList();
  }
}
