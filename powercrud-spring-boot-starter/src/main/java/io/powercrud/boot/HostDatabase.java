package io.powercrud.boot;

import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;

/**
 * The application's persistence unit, the connections that it is on and the manager of its
 * transactions: what a launch joins.
 *
 * @param dataSource where its connections come from
 * @param entityManagerFactory the persistence unit
 * @param transactionManager the manager whose transactions entities and tasks are written in
 */
record HostDatabase(
    DataSource dataSource,
    EntityManagerFactory entityManagerFactory,
    PlatformTransactionManager transactionManager) {

  /**
   * The parts as an application has them.
   *
   * @throws IllegalStateException if they don't belong together, so that a task could be launched
   *     in another transaction than the one that its records are written in
   */
  static HostDatabase of(
      DataSource dataSource,
      EntityManagerFactory entityManagerFactory,
      ObjectProvider<PlatformTransactionManager> transactionManagers) {
    PlatformTransactionManager transactionManager =
        managerOf(entityManagerFactory, transactionManagers.orderedStream().toList());
    requireConnectionsOf(transactionManager, dataSource);
    return new HostDatabase(dataSource, entityManagerFactory, transactionManager);
  }

  private static PlatformTransactionManager managerOf(
      EntityManagerFactory factory, List<PlatformTransactionManager> managers) {
    return managers.stream()
        .filter(manager -> isOf(factory, manager))
        .findFirst()
        .or(() -> foreign(managers))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "PowerCRUD found no transaction manager of the entities among %s; declare a JpaTransactionManager for their EntityManagerFactory"
                        .formatted(managers)));
  }

  private static boolean isOf(EntityManagerFactory factory, PlatformTransactionManager manager) {
    return manager instanceof JpaTransactionManager jpa && jpa.getEntityManagerFactory() == factory;
  }

  /** The only manager, where that is of a kind that may well include entities, such as JTA. */
  private static Optional<PlatformTransactionManager> foreign(
      List<PlatformTransactionManager> managers) {
    return managers.size() == 1 && !(managers.get(0) instanceof ResourceTransactionManager)
        ? Optional.of(managers.get(0))
        : Optional.empty();
  }

  private static void requireConnectionsOf(
      PlatformTransactionManager manager, DataSource dataSource) {
    DataSource used = manager instanceof JpaTransactionManager jpa ? jpa.getDataSource() : null;
    if (used != null && used != target(dataSource)) {
      throw new IllegalStateException(
          "PowerCRUD would write tasks through %s, but the entities' transactions are on %s, so a launch could not join them. Mark the DataSource and the EntityManagerFactory that belong together as primary"
              .formatted(dataSource, used));
    }
  }

  private static @Nullable DataSource target(DataSource dataSource) {
    return dataSource instanceof TransactionAwareDataSourceProxy proxy
        ? proxy.getTargetDataSource()
        : dataSource;
  }
}
