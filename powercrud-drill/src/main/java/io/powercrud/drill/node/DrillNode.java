package io.powercrud.drill.node;

import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.bulk.BulkOperations;
import io.powercrud.engine.RetentionCleanup;
import io.powercrud.resource.CrudResource;
import io.powercrud.resource.Descendants;
import io.powercrud.task.Pauses;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskType.Nothing;
import jakarta.persistence.EntityManager;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;

/** A node of the drill's cluster. */
@SpringBootApplication(proxyBeanMethods = false)
public class DrillNode {

  /** An application of the given declarations. */
  public DrillNode() {}

  /** Runs the node until it is stopped, or the drill is gone. */
  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(DrillNode.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    ConfigurableApplicationContext context = application.run(args);
    new Console(
            context.getBean(BulkOperations.class),
            context.getBean(TaskManager.class),
            context.getBean(Pauses.class),
            context.getBean(RetentionCleanup.class),
            context.getBean(Windows.class),
            context.getBean(DataSource.class))
        .listen();
    Console.say("READY");
  }

  @Bean
  static Windows windows() {
    return new Windows();
  }

  @Bean
  @Primary
  static DataSource dataSource(DataSourceProperties properties, Windows windows, Environment env) {
    HikariDataSource pool =
        properties.initializeDataSourceBuilder().type(HikariDataSource.class).build();
    pool.setMaximumPoolSize(6);
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(env.getProperty("drill.connection-timeout", Long.class, 2_000L));
    return windows.watch(pool);
  }

  @Bean
  static Wrapping wrapping(Environment env, ObjectProvider<Windows> windows) {
    return new Wrapping(windows, env.getProperty("drill.unfenced", Boolean.class, false));
  }

  @Bean
  static Items items(EntityManager entityManager, ObjectProvider<TaskManager> tasks) {
    return new Items(entityManager, tasks::getObject);
  }

  @Bean
  static TaskDefinition<Items.SlipOf, Nothing> slips(Items items) {
    return items.slips();
  }

  @Bean
  static CrudResource<Item> itemResource(Items items) {
    return CrudResource.of(Item.class)
        .path("items")
        .bulkFields("remark")
        .descendants(
            Descendants.<Item>of(Bin.class, item -> List.of(item.getBin())).untilChunkCommits())
        .saveWith(items::save);
  }
}
