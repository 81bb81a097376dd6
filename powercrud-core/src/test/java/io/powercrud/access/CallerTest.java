package io.powercrud.access;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerTest {

  @Test
  void hasANameThatFitsBesideItsTasks() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> named(" "))
        .withMessage("A caller needs a name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> named("x".repeat(256)))
        .withMessageContaining("at most 255 characters")
        .withMessageContaining("has 256");
  }

  private static Caller named(String name) {
    return new Caller(name, Set.of(), Map.of());
  }
}
