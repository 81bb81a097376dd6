package io.powercrud.bulk;

import java.util.ArrayList;
import java.util.List;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;

/** The statements that the application's pool has executed; a batch of one statement is one. */
final class StatementLog implements QueryExecutionListener {

  private final List<String> statements = new ArrayList<>();

  @Override
  public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {}

  @Override
  public synchronized void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
    statements.add(queries.isEmpty() ? "" : queries.get(0).getQuery());
  }

  synchronized void clear() {
    statements.clear();
  }

  synchronized List<String> all() {
    return List.copyOf(statements);
  }
}
