package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedQueryTest {

  private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch database = new CountDownLatch(1);
  private BoundedQuery<Integer> query;

  @AfterEach
  void close() {
    database.countDown();
    query.close();
  }

  @Test
  void theAnswerIsGivenAgainWhileItIsFresh() throws Exception {
    query = query(asked::incrementAndGet, Duration.ofSeconds(10));

    assertThat(query.ask()).isEqualTo(1);
    assertThat(query.ask()).isEqualTo(1);
  }

  @Test
  void theDatabaseIsAskedAgainWhenTheAnswerIsStale() throws Exception {
    query = query(asked::incrementAndGet, Duration.ZERO);

    assertThat(query.ask()).isEqualTo(1);
    assertThat(query.ask()).isEqualTo(2);
  }

  @Test
  void anAskerGivesUpOnASlowDatabaseAndTheNextOneGetsTheSameAnswer() throws Exception {
    query = query(this::slowly, Duration.ofSeconds(10));

    assertThatThrownBy(query::ask).isInstanceOf(TimeoutException.class);
    assertThatThrownBy(query::ask).isInstanceOf(TimeoutException.class);
    database.countDown();

    Awaitility.await().untilAsserted(() -> assertThat(query.ask()).isEqualTo(1));
    assertThat(asked).hasValue(1);
  }

  @Test
  void aFailureIsNotRemembered() throws Exception {
    query =
        query(
            () -> {
              if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("no connection");
              }
              return asked.get();
            },
            Duration.ofSeconds(10));

    assertThatThrownBy(query::ask)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("no connection");
    assertThat(query.ask()).isEqualTo(2);
  }

  private int slowly() {
    try {
      database.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return asked.incrementAndGet();
  }

  private BoundedQuery<Integer> query(Supplier<Integer> question, Duration freshFor) {
    return new BoundedQuery<>("test", question, Duration.ofMillis(200), freshFor, clock);
  }
}
