package io.powercrud.drill.node;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.MethodExecutionContext;
import net.ttddyy.dsproxy.listener.MethodExecutionListener;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Sees what this node's connections execute, and stops the first thread that comes to the window
 * which the drill has named, until it is let go. Thread-safe.
 */
final class Windows implements QueryExecutionListener, MethodExecutionListener {

  private static final String WORKER = "powercrud-worker";

  private final AtomicReference<@Nullable Window> armed = new AtomicReference<>();
  private final ThreadLocal<Boolean> proved = ThreadLocal.withInitial(() -> false);
  private volatile CountDownLatch release = new CountDownLatch(0);

  /** The same connections, watched. */
  DataSource watch(DataSource target) {
    return ProxyDataSourceBuilder.create(target).listener(this).methodListener(this).build();
  }

  /** Has the next thread that comes to this window stop there. */
  void arm(Window window) {
    release = new CountDownLatch(1);
    armed.set(window);
  }

  /** Lets the thread go that has stopped, and stops none any more. */
  void letGo() {
    armed.set(null);
    release.countDown();
  }

  @Override
  public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {}

  @Override
  public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
    if (armed.get() == null || !execution.isSuccess()) {
      return;
    }
    boolean worker = Thread.currentThread().getName().startsWith(WORKER);
    for (QueryInfo query : queries) {
      Window.after(worker, query.getQuery()).ifPresent(this::reached);
    }
  }

  private void reached(Window window) {
    if (window == Window.PROVED) {
      proved.set(true);
    }
    stopAt(window);
  }

  @Override
  public void beforeMethod(MethodExecutionContext call) {}

  @Override
  public void afterMethod(MethodExecutionContext call) {
    if (call.getMethod().getName().equals("commit") && proved.get()) {
      proved.set(false);
      stopAt(Window.COMMITTED);
    }
  }

  private void stopAt(Window window) {
    CountDownLatch gate = release;
    if (armed.compareAndSet(window, null)) {
      Console.say("AT " + window);
      boolean interrupted = false;
      while (gate.getCount() > 0) {
        try {
          gate.await();
        } catch (InterruptedException e) {
          interrupted = true;
          break;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
