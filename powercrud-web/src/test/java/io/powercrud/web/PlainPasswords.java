package io.powercrud.web;

import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Passwords as they are, because thousands of requests of tests would each wait for a real hash.
 */
final class PlainPasswords implements PasswordEncoder {

  @Override
  public @Nullable String encode(@Nullable CharSequence password) {
    return password == null ? null : password.toString();
  }

  @Override
  public boolean matches(@Nullable CharSequence password, @Nullable String stored) {
    return password != null && password.toString().equals(stored);
  }
}
