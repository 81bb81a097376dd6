package io.powercrud.boot;

import io.powercrud.bulk.BulkOperations;
import io.powercrud.bulk.RecordOutcomes;
import io.powercrud.resource.Records;
import io.powercrud.resource.ResourceRegistry;
import io.powercrud.task.TaskManagers;
import io.powercrud.task.TaskPorts;
import io.powercrud.web.RestApi;
import io.powercrud.web.WebSettings;
import io.powercrud.web.access.ApiSecurity;
import io.powercrud.web.http.ConflictAdvice;
import io.powercrud.web.http.TriggerRefusals;
import io.powercrud.web.task.StreamSettings;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The REST API, and its security. It comes last, so that Spring Boot's own security of everything
 * else doesn't give way to ours of the API.
 */
@AutoConfiguration(after = PowercrudResourceAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({RestApi.class, RouterFunction.class})
@ConditionalOnBean(BulkOperations.class)
class PowercrudWebAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  WebSettings powercrudWebSettings(PowercrudProperties properties) {
    PowercrudProperties.Web web = properties.web();
    return new WebSettings(
        web.basePath(),
        Math.toIntExact(web.maxBodySize().toBytes()),
        new StreamSettings(web.streamInterval(), web.longestStream(), web.maxStreams()));
  }

  @Bean
  @ConditionalOnMissingBean
  RestApi powercrudRestApi(
      WebSettings settings,
      TaskPorts ports,
      TaskManagers managers,
      ResourceRegistry resources,
      Records records,
      BulkOperations bulk,
      RecordOutcomes outcomes) {
    return new RestApi(settings, ports, managers, resources, records, bulk, outcomes);
  }

  @Bean
  RouterFunction<ServerResponse> powercrudRoutes(RestApi api) {
    return api.routes();
  }

  /** For the application's own controllers. */
  @Bean
  @ConditionalOnMissingBean
  ConflictAdvice powercrudConflictAdvice() {
    return new ConflictAdvice();
  }

  /** For statements of theirs that the guard's triggers refuse. */
  @Bean
  @ConditionalOnMissingBean
  TriggerRefusals powercrudTriggerRefusals() {
    return new TriggerRefusals();
  }

  /** The security of the REST API, unless the application has a bean of that name. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(HttpSecurity.class)
  @ConditionalOnBean(HttpSecurity.class)
  static class Security {

    /** Before a chain of the application's that matches every request. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

    @Bean
    @Order(ORDER)
    @ConditionalOnMissingBean(name = "powercrudSecurityFilterChain")
    SecurityFilterChain powercrudSecurityFilterChain(HttpSecurity http, WebSettings settings) {
      return ApiSecurity.secure(http, settings.basePath()).build();
    }
  }
}
