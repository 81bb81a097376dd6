package io.powercrud.engine;

import io.powercrud.task.TaskStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A store of tasks in which a thread can be stopped after what it did there. */
final class StepStore {

  private StepStore() {}

  /**
   * The end of a call.
   *
   * @param method which
   * @param number for the how many-th time since the barrier was set
   */
  record Step(String method, int number) {

    @Override
    public String toString() {
      return method + " " + number;
    }
  }

  /** Where one thread is stopped, once. */
  static final class Barrier {

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Map<String, Integer> calls = new HashMap<>();
    private Step step = new Step("none", 0);
    private String thread = "nobody";

    synchronized void stopAfter(Step newStep, String newThread) {
      step = newStep;
      thread = newThread;
    }

    /** Waits until the thread is there, or has come to its end without passing there. */
    void awaitStop(CompletableFuture<Void> run) {
      EngineFixture.eventually().until(() -> stopped.getCount() == 0 || run.isDone());
    }

    void goOn() {
      goOn.countDown();
    }

    private void passed(String method) throws InterruptedException {
      if (isHere(method)) {
        stopped.countDown();
        goOn.await();
      }
    }

    private synchronized boolean isHere(String method) {
      return Thread.currentThread().getName().equals(thread)
          && new Step(method, calls.merge(method, 1, Integer::sum)).equals(step);
    }
  }

  static TaskStore around(TaskStore tasks, Barrier barrier) {
    return proxy(
        (method, arguments) -> {
          Object answer = method.invoke(tasks, arguments);
          barrier.passed(method.getName());
          return answer;
        });
  }

  /** Hears of each call of that method that failed. */
  interface FailureListener {
    void failed(Throwable failure) throws SQLException;
  }

  /** One that tells of a failure before it throws it. */
  static TaskStore telling(TaskStore tasks, String called, FailureListener listener) {
    return proxy(
        (method, arguments) -> {
          try {
            return method.invoke(tasks, arguments);
          } catch (InvocationTargetException e) {
            if (method.getName().equals(called)) {
              listener.failed(e.getCause());
            }
            throw e;
          }
        });
  }

  private interface Call {
    Object make(Method method, Object[] arguments) throws Exception;
  }

  private static TaskStore proxy(Call call) {
    return (TaskStore)
        Proxy.newProxyInstance(
            StepStore.class.getClassLoader(),
            new Class<?>[] {TaskStore.class},
            (proxy, method, arguments) -> {
              try {
                return call.make(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
