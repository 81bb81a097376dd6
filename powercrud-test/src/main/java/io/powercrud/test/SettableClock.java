package io.powercrud.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class SettableClock extends Clock {

  private volatile Instant now;
  private final ZoneId zone;

  /** A clock in UTC that shows the given time. */
  public SettableClock(Instant now) {
    this(now, ZoneOffset.UTC);
  }

  private SettableClock(Instant now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  /** Shows the given time from now on. */
  public void set(Instant newNow) {
    now = newNow;
  }

  /** Shows a later time from now on, or an earlier one where the duration is negative. */
  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** A clock in another zone that shows the present time and is moved by itself. */
  @Override
  public Clock withZone(ZoneId newZone) {
    return new SettableClock(now, newZone);
  }
}
