package io.powercrud.web;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.Conflicts;
import java.sql.SQLException;
import java.time.Instant;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A controller of the application's own. */
@RestController
class HostController {

  @GetMapping("/host/conflict")
  String conflict() {
    throw new ConflictException(
        Conflicts.of(
            new Conflict(
                new RecordKey("Book", "7"),
                new TaskKey("some-task"),
                "librarian",
                Instant.parse("2026-01-02T03:04:05Z"))));
  }

  @GetMapping("/host/wrapped-conflict")
  String wrappedConflict() {
    try {
      return conflict();
    } catch (ConflictException e) {
      throw new IllegalStateException("rolled back", e);
    }
  }

  @GetMapping("/host/busy")
  String busy() {
    throw new BusyException("Another transaction is in the way.");
  }

  @GetMapping("/host/failure")
  String failure() {
    throw new IllegalStateException("something else");
  }

  @GetMapping("/host/statement/{state}")
  String statement(@PathVariable String state) {
    throw new UncategorizedSQLException(
        "task", "UPDATE book", new SQLException("Book 7 is held by task some-task", state));
  }

  @GetMapping("/host/csrf")
  String csrf(CsrfToken token) {
    return token.getToken();
  }
}
