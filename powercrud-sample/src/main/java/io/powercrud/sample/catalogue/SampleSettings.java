package io.powercrud.sample.catalogue;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the sample.
 *
 * @param books how many books the catalogue begins with; beyond the real ones there are further
 *     editions of them
 * @param childDelay how long the count of one genre takes, so that a person can watch it
 */
@ConfigurationProperties("sample")
record SampleSettings(@DefaultValue("645") int books, @DefaultValue("0ms") Duration childDelay) {

  SampleSettings {
    if (books < 0) {
      throw new IllegalArgumentException(
          "--sample.books takes a number from 0, not %d".formatted(books));
    }
    if (childDelay.isNegative()) {
      throw new IllegalArgumentException(
          "--sample.child-delay takes a duration such as 200ms, not %s".formatted(childDelay));
    }
  }
}
