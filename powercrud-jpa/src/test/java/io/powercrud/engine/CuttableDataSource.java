package io.powercrud.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A source of connections whose line a test can cut. */
final class CuttableDataSource extends DelegatingDataSource {

  private volatile boolean cut;

  CuttableDataSource(DataSource target) {
    super(target);
  }

  void cut() {
    cut = true;
  }

  void mend() {
    cut = false;
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (cut) {
      throw new SQLTransientConnectionException("The test has cut the line");
    }
    return super.getConnection();
  }
}
