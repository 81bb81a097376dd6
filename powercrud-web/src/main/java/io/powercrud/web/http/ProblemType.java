package io.powercrud.web.http;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The kinds of problem that the REST API answers with, as RFC 9457 has them. */
public enum ProblemType {
  /** The request can't be parsed, or asks for something that doesn't exist here. */
  MALFORMED_REQUEST(HttpStatus.BAD_REQUEST, "The request can't be understood"),
  /** Nobody is signed in. */
  UNAUTHENTICATED(HttpStatus.UNAUTHORIZED, "Sign-in is required"),
  /** Whoever is signed in may not do this, or it could not be found out whether he may. */
  FORBIDDEN(HttpStatus.FORBIDDEN, "Not allowed"),
  /** There is no such thing. */
  NOT_FOUND(HttpStatus.NOT_FOUND, "Not found"),
  /** The address exists, but not for this method. */
  METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "Method not allowed"),
  /** The answer can't be had in a form that the request accepts. */
  NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No acceptable form of the answer"),
  /** Other tasks hold records that the request needs. */
  CONFLICT(HttpStatus.CONFLICT, "Records are held by other tasks"),
  /** Another transaction is reserving or changing the same records at this moment. */
  BUSY(HttpStatus.CONFLICT, "Records are being taken by somebody else at this moment"),
  /** A rule of the database forbids the change. */
  INTEGRITY(HttpStatus.CONFLICT, "The database refuses the change"),
  /** The task is in no state for this. */
  WRONG_STATE(HttpStatus.CONFLICT, "The task is in no state for this"),
  /** The record changed since the client read it. */
  STALE(HttpStatus.PRECONDITION_FAILED, "The record has changed"),
  /** The body is larger than it may be. */
  TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The request is too large"),
  /** The body is no JSON by its own account. */
  UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be JSON"),
  /** The request was understood, and what it says is wrong. */
  INVALID(HttpStatus.UNPROCESSABLE_CONTENT, "The request is invalid"),
  /** The idempotency key was used for another request. */
  IDEMPOTENCY_KEY_REUSED(HttpStatus.UNPROCESSABLE_CONTENT, "The idempotency key is taken"),
  /** The user has as many tasks that have not ended as he may have. */
  TOO_MANY_TASKS(HttpStatus.TOO_MANY_REQUESTS, "Too many open tasks"),
  /** Something that is no fault of the request. */
  INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "The request failed"),
  /** Tasks are switched off, so that nothing can be launched. */
  SWITCHED_OFF(HttpStatus.SERVICE_UNAVAILABLE, "Tasks are switched off"),
  /** This node is at a limit; trying again later helps. */
  OVERLOADED(HttpStatus.SERVICE_UNAVAILABLE, "Too much at once");

  private final HttpStatus status;
  private final String title;

  ProblemType(HttpStatus status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The status that such a problem is answered with. */
  public HttpStatus status() {
    return status;
  }

  /** The problem's type, a URN: {@code urn:powercrud:problem:} and the name in lower case. */
  public URI uri() {
    return URI.create("urn:powercrud:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** A problem of this type. */
  public ProblemDetail because(String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setType(uri());
    problem.setTitle(title);
    return problem;
  }

  /** A problem of this type with further members. */
  public ProblemDetail because(String detail, Map<String, ?> members) {
    ProblemDetail problem = because(detail);
    members.forEach(problem::setProperty);
    return problem;
  }

  /** An exception that is answered with a problem of this type. */
  public ErrorResponseException exception(String detail) {
    return exception(detail, Map.of());
  }

  /** An exception that is answered with a problem of this type with further members. */
  public ErrorResponseException exception(String detail, Map<String, ?> members) {
    return new ErrorResponseException(status, because(detail, members), null);
  }
}
