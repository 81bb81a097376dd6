package io.powercrud.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.powercrud.access.Action;
import io.powercrud.access.Caller;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

@Tag("G12")
class SecurityAccessPolicyTest {

  private final SecurityAccessPolicy policy =
      new SecurityAccessPolicy(authentication -> Map.of("branch", "north"));

  @AfterEach
  void signOut() {
    SecurityContextHolder.clearContext();
  }

  @ParameterizedTest
  @CsvSource({
    "powercrud:books:update, UPDATE, books, true",
    "powercrud:books:update, DELETE, books, false",
    "powercrud:books:update, UPDATE, authors, false",
    "powercrud:books:update, READ, books, false",
    "powercrud:books:*, DELETE, books, true",
    "powercrud:books:*, DELETE, authors, false",
    "powercrud:*:read, READ, authors, true",
    "powercrud:*:read, CREATE, authors, false",
    "powercrud:*:*, CREATE, authors, true",
    "powercrud:admin, CREATE, authors, true",
    "ROLE_ADMIN, READ, books, false"
  })
  void allowsWhatAnAuthoritySays(
      String authority, Action action, String resource, boolean allowed) {
    assertThat(policy.allows(callerWith(authority), action, resource)).isEqualTo(allowed);
  }

  private static Caller callerWith(String authority) {
    return new Caller("ann", Set.of(authority), Map.of());
  }

  @Test
  void takesASnapshotOfThePrincipal() {
    SecurityContextHolder.getContext()
        .setAuthentication(new TestingAuthenticationToken("ann", "secret", "powercrud:*:read"));

    assertThat(policy.caller())
        .isEqualTo(new Caller("ann", Set.of("powercrud:*:read"), Map.of("branch", "north")));
  }

  @Test
  void knowsNobodyWhereNobodyIsSignedIn() {
    assertThat(policy.caller()).isEqualTo(Caller.SYSTEM);

    SecurityContextHolder.getContext()
        .setAuthentication(
            new AnonymousAuthenticationToken(
                "key", "anonymous", AuthorityUtils.createAuthorityList("powercrud:admin")));
    assertThat(policy.caller()).isEqualTo(Caller.SYSTEM);

    TestingAuthenticationToken unproven = new TestingAuthenticationToken("ann", "secret");
    unproven.setAuthenticated(false);
    SecurityContextHolder.getContext().setAuthentication(unproven);
    assertThat(policy.caller()).isEqualTo(Caller.SYSTEM);
  }

  @Test
  void letsNobodyThroughWhoseScopeCannotBeFoundOut() {
    SecurityAccessPolicy broken =
        new SecurityAccessPolicy(
            authentication -> {
              throw new IllegalStateException("the directory can't be reached");
            });
    SecurityContextHolder.getContext()
        .setAuthentication(new TestingAuthenticationToken("ann", "secret", "powercrud:admin"));

    assertThatThrownBy(broken::caller).hasMessageContaining("directory");
  }

  @Test
  void letsTheOwnerAndAdministratorsAccessATask() {
    Caller administrator = callerWith(SecurityAccessPolicy.ADMINISTRATOR);

    assertThat(policy.mayAccessTaskOf(callerWith("x"), "ann")).isTrue();
    assertThat(policy.mayAccessTaskOf(callerWith("powercrud:*:*"), "bob")).isFalse();
    assertThat(policy.mayAccessTaskOf(administrator, "bob")).isTrue();
  }

  @Test
  void keepsTheApplicationsOwnTasksFromSomebodyWhoIsCalledLikeIt() {
    Caller namesake = new Caller(Caller.SYSTEM.name(), Set.of("powercrud:*:*"), Map.of());

    assertThat(policy.mayAccessTaskOf(namesake, Caller.SYSTEM.name())).isFalse();
  }
}
