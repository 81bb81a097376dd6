package io.powercrud.benchmarks;

import io.powercrud.bulk.BulkOperations;
import io.powercrud.resource.CrudResource;
import io.powercrud.resource.Descendants;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskManagers;
import io.powercrud.task.TaskPorts;
import jakarta.persistence.EntityManager;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Measures what is promised, prints the figures, and exits with 1 if one is missed. */
@SpringBootApplication(proxyBeanMethods = false)
public class BenchmarkApplication {

  private static final Set<String> BENCHMARKS = Set.of("reserve", "update", "shared", "launch");

  /** An application of the given declarations. */
  public BenchmarkApplication() {}

  /**
   * Runs the benchmarks.
   *
   * @param args the names of those to run, for all of them none
   */
  public static void main(String[] args) {
    Set<String> names = args.length == 0 ? BENCHMARKS : Set.of(args);
    if (!BENCHMARKS.containsAll(names)) {
      Report.line("There is no such benchmark in %s; known are %s", names, BENCHMARKS);
      System.exit(2);
    }
    Report report = new Report();
    try (BenchmarkDatabase database = new BenchmarkDatabase()) {
      SpringApplication application = new SpringApplication(BenchmarkApplication.class);
      application.setWebApplicationType(WebApplicationType.NONE);
      application.setDefaultProperties(settings(database));
      try (ConfigurableApplicationContext context = application.run()) {
        measure(context, names, report);
      }
    }
    System.exit(report.isKept() ? 0 : 1);
  }

  private static Map<String, Object> settings(BenchmarkDatabase database) {
    return Map.of(
        "spring.datasource.url", database.url(),
        "spring.jpa.hibernate.ddl-auto", "none",
        "spring.jpa.properties.hibernate.jdbc.batch_size", "500",
        "spring.jpa.properties.hibernate.order_updates", "true",
        "powercrud.schema.initialize", "always",
        "logging.level.root", "warn",
        "spring.main.banner-mode", "off");
  }

  private static void measure(
      ConfigurableApplicationContext context, Set<String> names, Report report) {
    JdbcClient jdbc = context.getBean(JdbcClient.class);
    BulkOperations bulk = context.getBean(BulkOperations.class);
    EndedTasks ended = context.getBean(EndedTasks.class);
    describe(jdbc);
    Books.create(jdbc);
    if (names.contains("reserve")) {
      TaskPorts ports = context.getBean(TaskPorts.class);
      report.faster(
          new ReserveBenchmark(ports, context.getBean(DataSource.class)).comparison().run(), 8);
    }
    if (names.contains("update")) {
      report.notSlower(
          new BulkUpdateBenchmark(
                  bulk,
                  ended,
                  context.getBean(EntityManager.class),
                  context.getBean(TransactionTemplate.class),
                  jdbc)
              .comparison()
              .run(),
          1.3);
    }
    if (names.contains("shared")) {
      report.notSlower(new SharedGenresBenchmark(bulk, ended, jdbc).comparison().run(), 2.5);
    }
    if (names.contains("launch")) {
      TaskManager manager = context.getBean(TaskManagers.class).get("default");
      report.megabytes(
          "Heap for a launch on %,d matching rows".formatted(LaunchBenchmark.ROWS),
          new LaunchBenchmark(bulk, manager, ended, jdbc).run(),
          64);
    }
  }

  private static void describe(JdbcClient jdbc) {
    Report.line(
        "%d processors, Java %s, %s, medians of five pairs",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        jdbc.sql("SELECT version()").query(String.class).single().replaceAll(" on .*", ""));
  }

  @Bean
  static CrudResource<Book> books() {
    return CrudResource.of(Book.class).path("books").bulkFields("bestseller");
  }

  @Bean
  static CrudResource<ShelvedBook> shelvedBooks(EntityManager entityManager) {
    return CrudResource.of(ShelvedBook.class)
        .path("shelved-books")
        .bulkFields("bestseller")
        .descendants(
            Descendants.<ShelvedBook>of(
                    Genre.class, book -> book.getGenres().stream().map(Genre::getId).toList())
                .untilChunkCommits())
        .saveWith(
            book -> {
              ShelvedBook saved = entityManager.merge(book);
              saved.getGenres().forEach(Genre::countChange);
              return saved;
            });
  }

  @Bean
  static EndedTasks endedTasks() {
    return new EndedTasks();
  }
}
