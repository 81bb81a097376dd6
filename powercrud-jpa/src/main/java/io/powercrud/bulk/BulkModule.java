package io.powercrud.bulk;

import io.powercrud.jdbc.JdbcStores;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.resource.ResourceRegistry;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskPorts;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.validation.Validator;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.PlatformTransactionManager;

/** Bulk operations put together from what they need. Thread-safe. */
public final class BulkModule {

  private final TaskPorts ports;
  private final ResourceRegistry resources;
  private final EntityManager entityManager;
  private final Freezer freezer;
  private final BulkSettings settings;
  private final TargetRows rows;
  private final JdbcRecordOutcomes outcomes;
  private final BulkHandler handler;

  /**
   * Bulk operations on the resources of a persistence unit.
   *
   * @param ports what tasks need
   * @param resources the declared resources
   * @param entityManagerFactory the persistence unit
   * @param transactionManager the manager of its transactions, which is listened to
   * @param dataSource its database
   * @param stores the stores on that
   * @param prefix what the names of our tables begin with
   * @param validator what checks the records before they are saved, or null for no check
   * @param settings the limits
   * @param listener who is told of retries
   */
  public BulkModule(
      TaskPorts ports,
      ResourceRegistry resources,
      EntityManagerFactory entityManagerFactory,
      PlatformTransactionManager transactionManager,
      DataSource dataSource,
      JdbcStores stores,
      TablePrefix prefix,
      @Nullable Validator validator,
      BulkSettings settings,
      BulkListener listener) {
    this.ports = ports;
    this.resources = resources;
    this.entityManager = SharedEntityManagerCreator.createSharedEntityManager(entityManagerFactory);
    this.freezer = new Freezer(entityManagerFactory, dataSource, stores, ports.clock());
    this.settings = settings;
    this.outcomes = new JdbcRecordOutcomes(dataSource, prefix);
    this.rows = new TargetRows(dataSource, prefix, outcomes);
    this.handler =
        new BulkHandler(
            ports,
            resources,
            entityManager,
            validator,
            settings,
            rows,
            outcomes,
            SeparateWrites.of(transactionManager),
            listener);
  }

  /** The definitions of the bulk tasks, for the manager that launches them. */
  public List<TaskDefinition<?, ?>> definitions() {
    return List.of(
        TaskDefinition.of(BulkTasks.BULK_UPDATE, handler.update()),
        TaskDefinition.of(BulkTasks.BULK_DELETE, handler.delete()));
  }

  /** The way into bulk operations whose tasks this manager launches. */
  public BulkOperations operations(TaskManager manager) {
    return new BulkOperations(
        new BulkDesk(manager, ports, resources, entityManager, freezer, settings, rows, outcomes));
  }

  /** What became of the records of bulk tasks. */
  public RecordOutcomes outcomes() {
    return outcomes;
  }
}
