package io.powercrud.drill.node;

import io.powercrud.boot.ControlDataSource;
import io.powercrud.task.Attempt;
import io.powercrud.task.Stores;
import io.powercrud.task.TaskStore;
import io.powercrud.task.Transactions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Has the control connections of the starter watched too, and takes the fence away where the drill
 * is to show that it notices.
 *
 * @param unfenced whether transactions prove nothing
 */
record Wrapping(ObjectProvider<Windows> windows, boolean unfenced) implements BeanPostProcessor {

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (bean instanceof ControlDataSource control) {
      return ControlDataSource.of(windows.getObject().watch(control.dataSource()));
    }
    if (unfenced && bean instanceof Stores stores) {
      return new Stores(
          withoutProof(stores.tasks()),
          stores.conflicts(),
          stores.waits(),
          new WithoutFence(stores.transactions()));
    }
    return bean;
  }

  /** A store that finds every attempt to be the newest. */
  private static TaskStore withoutProof(TaskStore store) {
    return (TaskStore)
        Proxy.newProxyInstance(
            TaskStore.class.getClassLoader(),
            new Class<?>[] {TaskStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().startsWith("prove")) {
                return null;
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }

  /** Transactions that commit whatever became of their attempt, however long they were idle. */
  private record WithoutFence(Transactions fenced) implements Transactions {

    @Override
    public <T> T join(Supplier<T> work) {
      return fenced.join(work);
    }

    @Override
    public <T> T separate(Supplier<T> work) {
      return fenced.separate(work);
    }

    @Override
    public <T> T fenced(Attempt attempt, Supplier<T> work) {
      return fenced.separate(work);
    }

    @Override
    public void proveAtCommit(Attempt attempt) {}

    @Override
    public void afterCommit(Runnable action) {
      fenced.afterCommit(action);
    }

    @Override
    public boolean isActive() {
      return fenced.isActive();
    }

    @Override
    public boolean isUnreachable(Throwable thrown) {
      return fenced.isUnreachable(thrown);
    }
  }
}
