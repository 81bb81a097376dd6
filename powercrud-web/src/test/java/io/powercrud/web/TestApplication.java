package io.powercrud.web;

import io.powercrud.access.AccessPolicy;
import io.powercrud.resource.CrudResource;
import io.powercrud.testmodel.Book;
import io.powercrud.testmodel.Country;
import io.powercrud.testmodel.Genre;
import io.powercrud.testmodel.OrderLine;
import io.powercrud.web.access.ApiSecurity;
import io.powercrud.web.access.SecurityAccessPolicy;
import io.powercrud.web.http.ConflictAdvice;
import io.powercrud.web.http.TriggerRefusals;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.validation.Validator;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** A host application that has the REST API, wired by hand, and ways of its own everywhere else. */
@SpringBootConfiguration
@EnableAutoConfiguration
@EntityScan(basePackageClasses = Book.class)
@Import({HostController.class, HostAdvice.class})
class TestApplication {

  @Bean
  Gate gate(EntityManager entityManager) {
    return new Gate(entityManager);
  }

  @Bean
  CrudResource<Book> books(Gate gate) {
    return CrudResource.of(Book.class)
        .path("books")
        .columns("title", "author", "genres", "bestseller", "pages", "published", "binding")
        .filters("title", "bestseller", "genres", "pages", "published", "binding")
        .bulkFields("bestseller", "genres", "description", "binding", "pages", "title")
        .fields("title", "author", "genres", "bestseller", "pages", "published", "binding")
        .bulkDelete()
        .descendants(Genre.class, Book::genreIds)
        .saveWith(gate::save);
  }

  /** The same entity once more, of which a caller sees those with few pages. */
  @Bean
  CrudResource<Book> leaflets(Gate gate) {
    return CrudResource.of(Book.class)
        .path("leaflets")
        .columns("title", "pages")
        .filters("title")
        .bulkFields("title", "bestseller")
        .bulkDelete()
        .scope(
            "pages below the caller's limit",
            caller ->
                (book, query, builder) ->
                    builder.lessThan(
                        book.get("pages"), Integer.valueOf(caller.scope().get("limit"))))
        .saveWith(gate::save);
  }

  @Bean
  CrudResource<Genre> genres() {
    return CrudResource.of(Genre.class).path("genres").columns("name", "bookCount");
  }

  @Bean
  CrudResource<Country> countries() {
    return CrudResource.of(Country.class).path("countries").columns("visited");
  }

  @Bean
  CrudResource<OrderLine> orderLines() {
    return CrudResource.of(OrderLine.class).path("order-lines").columns("quantity");
  }

  @Bean
  RevocableAccess accessPolicy() {
    return new RevocableAccess(
        new SecurityAccessPolicy(
            authentication -> {
              if (authentication.getName().equals("broken")) {
                throw new IllegalStateException("the directory can't be reached");
              }
              return Map.of("limit", "50");
            }));
  }

  @Bean
  Wiring wiring(
      DataSource dataSource,
      EntityManagerFactory entityManagerFactory,
      PlatformTransactionManager transactionManager,
      Validator validator,
      AccessPolicy accessPolicy,
      List<CrudResource<?>> resources) {
    return new Wiring(
        dataSource, entityManagerFactory, transactionManager, validator, accessPolicy, resources);
  }

  @Bean
  RestApi restApi(Wiring wiring) {
    return wiring.api();
  }

  @Bean
  RouterFunction<ServerResponse> apiRoutes(RestApi api) {
    return api.routes();
  }

  @Bean
  ConflictAdvice conflictAdvice() {
    return new ConflictAdvice();
  }

  @Bean
  TriggerRefusals triggerRefusals() {
    return new TriggerRefusals();
  }

  @Bean
  @Order(1)
  SecurityFilterChain apiSecurity(HttpSecurity http) {
    return ApiSecurity.secure(http, WebSettings.DEFAULTS.basePath()).build();
  }

  @Bean
  SecurityFilterChain hostSecurity(HttpSecurity http) {
    return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .formLogin(Customizer.withDefaults())
        .httpBasic(Customizer.withDefaults())
        .build();
  }

  @Bean
  PlainPasswords passwords() {
    return new PlainPasswords();
  }

  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(
        user("viewer", "powercrud:*:read"),
        user("librarian", "powercrud:*:*"),
        user("colleague", "powercrud:*:*"),
        user("updater", "powercrud:books:update", "powercrud:books:read"),
        user("leafleteer", "powercrud:leaflets:*"),
        user("keeper", "powercrud:leaflets:update"),
        user("nobody", "ROLE_USER"),
        user("broken", "powercrud:admin"),
        user("system", "powercrud:*:*"),
        user("admin", SecurityAccessPolicy.ADMINISTRATOR));
  }

  private static UserDetails user(String name, String... authorities) {
    return User.withUsername(name).password(name).authorities(authorities).build();
  }
}
