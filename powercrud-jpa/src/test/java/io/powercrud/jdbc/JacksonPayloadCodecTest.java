package io.powercrud.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.powercrud.task.PayloadException;
import io.powercrud.task.TaskType.Nothing;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JacksonPayloadCodecTest {

  private final JacksonPayloadCodec codec = new JacksonPayloadCodec();

  record Recount(
      List<Long> genreIds,
      UUID id,
      LocalDate day,
      Instant at,
      BigDecimal price,
      Map<String, String> names,
      @Nullable String note,
      Optional<Integer> limit) {}

  record Small(int size) {}

  record Live(Thread thread) {}

  record Opaque(OutputStream out) {}

  @Test
  void recordOfPlainValuesIsReadAsItWasWritten() {
    Recount recount =
        new Recount(
            List.of(1L, 9_007_199_254_740_993L),
            UUID.fromString("0b0e3c1e-9d3f-4b8f-8a60-0c5b4b1f0001"),
            LocalDate.of(1949, 6, 8),
            Instant.parse("2026-03-01T10:00:00.123456Z"),
            new BigDecimal("12.30"),
            Map.of("ä", "日本 😀"),
            null,
            Optional.of(3));

    assertThat(codec.read(codec.write(recount), Recount.class)).isEqualTo(recount);
    assertThat(codec.read(codec.write(Nothing.NOTHING), Nothing.class)).isEqualTo(Nothing.NOTHING);
  }

  @Test
  @DisplayName("E1: a payload that holds live objects is refused when it is launched")
  void liveObjectsAreRefused() {
    assertThatThrownBy(() -> codec.write(new Live(Thread.currentThread())))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("JacksonPayloadCodecTest$Live")
        .hasMessageContaining("Use records of plain values");
    assertThatThrownBy(() -> codec.write(new Opaque(OutputStream.nullOutputStream())))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("JacksonPayloadCodecTest$Opaque");
  }

  @Test
  @DisplayName("E7: a text with a property that the type doesn't have is not read")
  void unknownPropertyIsNotRead() {
    assertThatThrownBy(() -> codec.read("{\"size\":1,\"colour\":\"red\"}", Small.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("JacksonPayloadCodecTest$Small")
        .hasMessageContaining("colour");
  }

  @Test
  void textThatIsNoneOfTheTypeIsNotRead() {
    for (String text : List.of("", "null", "[]", "{\"size\":null}", "{\"size\":\"x\"}", "{} {}")) {
      assertThatThrownBy(() -> codec.read(text, Small.class))
          .as(text)
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining("JacksonPayloadCodecTest$Small");
    }
  }
}
