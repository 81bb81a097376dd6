package io.powercrud.web.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.ProblemDetail;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers a statement below any controller of the application that a trigger of the guard has
 * refused with the problem of a conflict; what else comes from the database is left to the
 * application. Thread-safe.
 *
 * <p>It is no advice, because an advice chooses by the type of an exception, and a trigger's has
 * none of its own.
 */
public final class TriggerRefusals implements HandlerExceptionResolver, Ordered {

  private static final Logger log = LoggerFactory.getLogger(TriggerRefusals.class);

  /** Before the resolvers of Spring MVC, which come at 0. */
  private static final int ORDER = -10;

  /** A resolver, to be declared as a bean. */
  public TriggerRefusals() {}

  @Override
  public int getOrder() {
    return ORDER;
  }

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception thrown) {
    Optional<ProblemDetail> refusal = Problems.refusalByTrigger(thrown);
    if (refusal.isEmpty() || response.isCommitted()) {
      return null;
    }
    try {
      ProblemResponse.write(request, response, refusal.get());
    } catch (IOException e) {
      log.debug("The client is gone that {} was to be answered to", thrown.toString(), e);
    }
    return new ModelAndView();
  }
}
