package io.powercrud.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AtWorkTest {

  private static AtWork task(double from, double to) {
    return new AtWork("bulk-update", "ann", from, to);
  }

  @Test
  void countsThoseThatWereAtWorkAtOneTime() {
    assertThat(AtWork.mostAtOnce(List.of(task(1, 4), task(2, 3), task(2.5, 6), task(5, 7))))
        .isEqualTo(3);
  }

  @Test
  void doesNotCountOneThatBeganWhenAnotherHadStoppedOrThatWroteNothing() {
    assertThat(AtWork.mostAtOnce(List.of(task(1, 2), task(2, 3), task(1.5, 0)))).isEqualTo(1);
    assertThat(AtWork.mostAtOnce(List.of())).isZero();
  }
}
