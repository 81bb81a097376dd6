package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ContactTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Contact contact = new Contact(Duration.ofSeconds(1), START);

  @Test
  void aNodeThatHasReachedTheDatabaseAllTheWhileMayJudgeOthers() {
    assertThat(contact.isUnbroken(START)).isTrue();

    contact.reached(at(1));
    contact.reached(at(3));

    assertThat(contact.isUnbroken(at(4))).isTrue();
  }

  @Test
  void aNodeWithoutContactMayNot() {
    assertThat(contact.isUnbroken(at(4))).isFalse();
  }

  @Test
  void afterTheContactWasBrokenOthersHaveTheTimeToBeHeardFirst() {
    contact.reached(at(30));
    contact.reached(at(31));

    assertThat(contact.isUnbroken(at(31))).isFalse();

    contact.reached(at(32));
    contact.reached(at(33));
    contact.reached(at(34));

    assertThat(contact.isUnbroken(at(34))).isTrue();
  }

  private static Instant at(int seconds) {
    return START.plusSeconds(seconds);
  }
}
