package io.powercrud.web;

import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import io.powercrud.testmodel.Book;
import io.powercrud.testmodel.Genre;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hibernate.Hibernate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The test application, running on a database of its own and a port, with a client for it. */
class RunningApi implements AutoCloseable {

  static final String BASE_PATH = "/powercrud/api";

  private static @Nullable RunningApi shared;

  private final ConfigurableApplicationContext context;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String address;

  private RunningApi(ConfigurableApplicationContext context) {
    this.context = context;
    this.address =
        "http://localhost:" + ((WebServerApplicationContext) context).getWebServer().getPort();
  }

  /** The one on H2 that most tests share; it runs until the JVM ends. */
  static synchronized RunningApi shared() {
    if (shared == null) {
      shared = on(TestDatabase.H2);
    }
    return shared;
  }

  static RunningApi on(TestDatabase database) {
    DatabaseAddress address = database.fresh();
    Map<String, Object> properties = new HashMap<>(address.springProperties());
    properties.put("server.port", "0");
    properties.put("spring.jpa.hibernate.ddl-auto", "create");
    properties.put("spring.jackson.property-naming-strategy", "SNAKE_CASE");
    properties.put("spring.main.banner-mode", "off");
    return new RunningApi(
        new SpringApplicationBuilder(TestApplication.class).properties(properties).run());
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  Gate gate() {
    return bean(Gate.class);
  }

  /** A request below the base path, as the user whose password is his name; nobody for null. */
  HttpRequest.Builder request(@Nullable String user, String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(BASE_PATH + path));
    return user == null ? request : request.header("Authorization", basic(user));
  }

  URI uri(String path) {
    return URI.create(address + path);
  }

  static String basic(String user) {
    byte[] credentials = (user + ":" + user).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(credentials);
  }

  Answer get(@Nullable String user, String path) {
    return send(request(user, path).GET());
  }

  Answer post(@Nullable String user, String path, String body) {
    return send(json(request(user, path)).POST(BodyPublishers.ofString(body)));
  }

  Answer patch(@Nullable String user, String path, String body) {
    return send(json(request(user, path)).method("PATCH", BodyPublishers.ofString(body)));
  }

  Answer delete(@Nullable String user, String path) {
    return send(request(user, path).DELETE());
  }

  static HttpRequest.Builder json(HttpRequest.Builder request) {
    return request.header("Content-Type", "application/json");
  }

  Answer send(HttpRequest.Builder request) {
    return send(client, request);
  }

  static Answer send(HttpClient client, HttpRequest.Builder request) {
    try {
      return Answer.of(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  HttpClient client() {
    return client;
  }

  /** A client that keeps cookies, as a browser does. */
  static HttpClient browser() {
    return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  }

  /** A browser in which the user has signed in, with a session. */
  HttpClient signedIn(String user) {
    HttpClient browser = browser();
    String page = send(browser, HttpRequest.newBuilder(uri("/login")).GET()).body();
    Matcher token = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"").matcher(page);
    if (!token.find()) {
      throw new IllegalStateException("The page to sign in has no CSRF token: " + page);
    }
    send(
        browser,
        HttpRequest.newBuilder(uri("/login"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "username=%s&password=%s&_csrf=%s".formatted(user, user, token.group(1)))));
    return browser;
  }

  <T> T inTransaction(Function<EntityManager, T> work) {
    EntityManagerFactory factory = bean(EntityManagerFactory.class);
    try (EntityManager entityManager = factory.createEntityManager()) {
      entityManager.getTransaction().begin();
      T value = work.apply(entityManager);
      entityManager.getTransaction().commit();
      return value;
    }
  }

  /** Saves so many books of one genre, and gives their ids. */
  List<Long> books(int number, Consumer<Book> prepare) {
    return inTransaction(
        entityManager -> {
          Genre genre = new Genre("genre");
          entityManager.persist(genre);
          List<Long> ids = new ArrayList<>();
          for (int i = 1; i <= number; i++) {
            Book book = new Book("book " + i);
            book.setPages(100 + i);
            book.getGenres().add(genre);
            prepare.accept(book);
            entityManager.persist(book);
            ids.add(book.getId());
          }
          return ids;
        });
  }

  void removeBooks() {
    jdbc().sql("DELETE FROM book_genres").update();
    jdbc().sql("DELETE FROM book_tags").update();
    jdbc().sql("DELETE FROM book").update();
  }

  /** Removes books that nothing but genres refers to. */
  void remove(List<Long> ids) {
    for (String table : List.of("book_genres WHERE book_id", "book WHERE id")) {
      jdbc().sql("DELETE FROM %s IN (:ids)".formatted(table)).param("ids", ids).update();
    }
  }

  List<Long> books(int number) {
    return books(number, book -> {});
  }

  Book book(Long id) {
    return inTransaction(
        entityManager -> {
          Book book = entityManager.find(Book.class, id);
          if (book != null) {
            Hibernate.initialize(book.getGenres());
          }
          return book;
        });
  }

  JdbcClient jdbc() {
    return bean(JdbcClient.class);
  }

  /** Everything that a request could have changed, as one text. */
  String everything() {
    return List.of(
            jdbc().sql("SELECT * FROM book ORDER BY id").query().listOfRows(),
            jdbc()
                .sql("SELECT * FROM book_genres ORDER BY book_id, genres_id")
                .query()
                .listOfRows(),
            jdbc().sql("SELECT * FROM powercrud_task ORDER BY task_key").query().listOfRows(),
            jdbc()
                .sql("SELECT * FROM powercrud_record ORDER BY root_key, task_key, seq, record_id")
                .query()
                .listOfRows(),
            jdbc().sql("SELECT task_instance FROM powercrud_queue ORDER BY 1").query().listOfRows())
        .toString();
  }

  @Override
  public void close() {
    gate().open();
    context.close();
  }
}
