package io.powercrud.guard;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.access.EverybodyIs;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.database.TestDatabase;
import io.powercrud.engine.NoEngine;
import io.powercrud.guard.model.Shelf;
import io.powercrud.jdbc.JacksonPayloadCodec;
import io.powercrud.resource.ResourceRegistry;
import io.powercrud.task.NewTask;
import io.powercrud.task.OpenedTaskContext;
import io.powercrud.task.Stores;
import io.powercrud.task.TaskPorts;
import io.powercrud.test.NewTasks;
import io.powercrud.testmodel.TestLibrary;
import jakarta.persistence.EntityManager;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** An application with guarded entities on one database; one for each database and JVM. */
final class GuardedLibrary implements QueryExecutionListener {

  private static final Map<TestDatabase, GuardedLibrary> OPEN = new EnumMap<>(TestDatabase.class);

  private static final Map<TestDatabase, GuardedLibrary> WITH_TRIGGERS =
      new EnumMap<>(TestDatabase.class);

  private static final List<String> TABLES =
      List.of(
          "powercrud_record",
          "powercrud_task",
          "powercrud_fence",
          "powercrud_cursor",
          "powercrud_progress",
          "powercrud_wait",
          "copy",
          "shelf_topic",
          "shelf",
          "topic_word",
          "topic",
          "visit",
          "contract_aud",
          "contract");

  final TestLibrary library;
  final TaskPorts ports;
  private volatile @Nullable Thread watched;
  private volatile Runnable beforeQuestion = () -> {};
  private volatile Runnable afterQuestion = () -> {};
  private final List<String> statements = new CopyOnWriteArrayList<>();

  /** The library on this database, empty. */
  static synchronized GuardedLibrary on(TestDatabase database) {
    return cleared(OPEN.computeIfAbsent(database, kind -> new GuardedLibrary(kind, false)));
  }

  /** The library on this database with triggers, empty. */
  static synchronized GuardedLibrary withTriggersOn(TestDatabase database) {
    return cleared(WITH_TRIGGERS.computeIfAbsent(database, kind -> new GuardedLibrary(kind, true)));
  }

  private static GuardedLibrary cleared(GuardedLibrary library) {
    library.clear();
    return library;
  }

  private GuardedLibrary(TestDatabase database, boolean triggers) {
    library =
        new TestLibrary(
            database,
            Shelf.class.getPackageName(),
            pool -> ProxyDataSourceBuilder.create(pool).listener(this).build());
    ports =
        new TaskPorts(
            library.stores().stores(),
            library.stores().immediate(),
            library.stores().progress(),
            new NoEngine(),
            new JacksonPayloadCodec(),
            library.models(),
            new EverybodyIs(new Caller("anna", Set.of(), Map.of())),
            library.clock());
    WriteGuard.install(
        library.factory(),
        library.transactionManager(),
        new ResourceRegistry(List.of(), library.models()),
        library.stores(),
        triggers);
  }

  /** Creates the triggers that a test has dropped. */
  void createTriggers() {
    library
        .stores()
        .triggers()
        .create(
            new GuardedEntities(
                    library.factory().unwrap(SessionFactoryImplementor.class),
                    new ResourceRegistry(List.of(), library.models()))
                .tables());
  }

  private void clear() {
    TABLES.forEach(
        table ->
            library
                .jdbc()
                .sql(
                    table.equals("topic")
                        ? "UPDATE topic SET broader_id = NULL"
                        : "DELETE FROM " + table)
                .update());
    library.jdbc().sql("DELETE FROM topic").update();
    statements.clear();
  }

  @Override
  public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {
    if (Thread.currentThread() == watched && isQuestion(sql(queries))) {
      Runnable once = beforeQuestion;
      beforeQuestion = () -> {};
      once.run();
    }
  }

  @Override
  public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
    statements.add(sql(queries));
    if (Thread.currentThread() == watched && isQuestion(sql(queries))) {
      Runnable once = afterQuestion;
      afterQuestion = () -> {};
      once.run();
    }
  }

  private static String sql(List<QueryInfo> queries) {
    return queries.isEmpty() ? "" : queries.get(0).getQuery();
  }

  private static boolean isQuestion(String sql) {
    return sql.contains("powercrud_record");
  }

  /** Stops this thread once before and once after it asks for reservations. */
  void watch(Runnable before, Runnable after) {
    beforeQuestion = before;
    afterQuestion = after;
    watched = Thread.currentThread();
  }

  void stopWatching() {
    watched = null;
  }

  /** How many statements asked for reservations, on whichever connection. */
  long questions() {
    return statements.stream().filter(GuardedLibrary::isQuestion).count();
  }

  void forgetStatements() {
    statements.clear();
  }

  List<String> statements() {
    return List.copyOf(statements);
  }

  RecordKey keyOf(Object record) {
    return library
        .models()
        .keyOf(record.getClass(), library.models().of(record.getClass()).findId(record));
  }

  <T> T save(T record) {
    library.save(record);
    forgetStatements();
    return record;
  }

  /** Does the work in a transaction of the application's. */
  <T> T inTransaction(Function<EntityManager, T> work) {
    return library.callInTransaction(work);
  }

  /** Does the work in a transaction of this isolation level. */
  <T> T inTransaction(int isolation, Function<EntityManager, T> work) {
    TransactionTemplate template = new TransactionTemplate(library.transactionManager());
    template.setIsolationLevel(isolation);
    return template.execute(status -> work.apply(library.entityManager()));
  }

  /** Has a running task of somebody else's hold the records. */
  TaskKey heldByAnother(RecordKey... records) {
    Stores stores = ports.immediate();
    NewTask task = NewTasks.task().user("ben").build();
    TaskKey key = task.key();
    stores
        .transactions()
        .separate(
            () -> {
              stores.tasks().create(task);
              stores.tasks().beginAttempt(key, ports.clock().instant());
              return stores
                  .conflicts()
                  .reserveDescendants(key, key, List.of(records), ReservationScope.ROOT_TASK)
                  .orThrow();
            });
    return key;
  }

  /** Opens the context of a task that holds the records, though that has to be asked for. */
  OpenedTaskContext heldByOwnTask(RecordKey... records) {
    OpenedTaskContext opened = OpenedTaskContext.open(ports);
    TaskKey key = opened.task();
    ports
        .immediate()
        .conflicts()
        .reserveDescendants(key, key, List.of(records), ReservationScope.ROOT_TASK)
        .orThrow();
    return opened;
  }

  /** Has a newer attempt of the task begin. */
  void supersede(TaskKey task) {
    ports.immediate().tasks().beginAttempt(task, ports.clock().instant());
  }
}
