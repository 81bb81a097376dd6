package io.powercrud.sample.access;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** The users of the sample; each one's password is his name, because nothing here is worth more. */
@Configuration(proxyBeanMethods = false)
class SampleUsers {

  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(
        user("viewer", "powercrud:*:read"),
        user("librarian", "powercrud:*:*"),
        user("admin", "powercrud:admin"));
  }

  private static UserDetails user(String name, String authority) {
    return User.withUsername(name).password("{noop}" + name).authorities(authority).build();
  }
}
