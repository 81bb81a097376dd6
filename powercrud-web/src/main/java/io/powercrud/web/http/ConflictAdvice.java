package io.powercrud.web.http;

import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.ConflictException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers a conflict that comes out of any controller of the application, directly or as a cause,
 * with a problem that names the records and who holds them.
 *
 * <p>It stands before the advice of an application that has no order; one that is to answer
 * conflicts itself takes a higher precedence.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE - 10)
public class ConflictAdvice {

  /** An advice, to be declared as a bean. */
  public ConflictAdvice() {}

  /** Answers that other tasks hold records that the request needs. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> conflict(ConflictException e) {
    ProblemDetail problem = ConflictView.problem(e.conflicts());
    return ResponseEntity.of(problem).build();
  }

  /** Answers that another transaction is reserving the same records at this moment. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> busy(BusyException e) {
    return ResponseEntity.of(ConflictView.problem(e)).header(HttpHeaders.RETRY_AFTER, "1").build();
  }
}
