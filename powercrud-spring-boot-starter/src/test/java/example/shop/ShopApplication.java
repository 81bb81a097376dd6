package example.shop;

import io.powercrud.task.LaunchResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** A node of the shop, open to everybody, in the release that is on the class path. */
@SpringBootApplication(proxyBeanMethods = false)
public class ShopApplication {

  /** Runs the node until it is told to stop, or whoever started it is gone. */
  public static void main(String[] args) {
    ConfigurableApplicationContext shop = SpringApplication.run(ShopApplication.class, args);
    System.out.println("PORT " + shop.getEnvironment().getProperty("local.server.port"));
    try {
      System.in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().halt(3);
  }

  @Bean
  Shelves shelves(JdbcClient jdbc) {
    return new Shelves(jdbc);
  }

  @Bean
  SecurityFilterChain open(HttpSecurity http) {
    return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .csrf(CsrfConfigurer::disable)
        .build();
  }

  @RestController
  record Desk(Launcher launcher) {

    @PostMapping("/launch/{kind}/{shelf}")
    String launch(@PathVariable String kind, @PathVariable long shelf) {
      return ((LaunchResult.Launched<?>) launcher.launch(kind, shelf)).task().value();
    }
  }
}
