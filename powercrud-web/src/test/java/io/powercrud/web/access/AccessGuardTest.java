package io.powercrud.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.powercrud.access.AccessPolicy;
import io.powercrud.access.Action;
import io.powercrud.access.Caller;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.web.ErrorResponseException;

@Tag("G12")
class AccessGuardTest {

  private static final Caller ANN = new Caller("ann", Set.of("powercrud:admin"), Map.of());

  /** Knows who is calling, and can decide nothing. */
  private static final class Undecided implements AccessPolicy {

    @Override
    public Caller caller() {
      return ANN;
    }

    @Override
    public boolean allows(Caller caller, Action action, String resource) {
      throw new IllegalStateException("the directory can't be reached");
    }

    @Override
    public boolean isAdministrator(Caller caller) {
      throw new IllegalStateException("the directory can't be reached");
    }
  }

  @Test
  void saysNoWhereTheCheckCannotBeMade() {
    AccessGuard guard = new AccessGuard(new Undecided());

    assertThat(guard.isAdministrator(ANN)).isFalse();
    assertThat(guard.allows(ANN, Action.READ, "books")).isFalse();
    assertThatExceptionOfType(ErrorResponseException.class)
        .isThrownBy(() -> guard.require(Action.UPDATE, "books"))
        .satisfies(e -> assertThat(e.getStatusCode().value()).isEqualTo(403));
  }
}
