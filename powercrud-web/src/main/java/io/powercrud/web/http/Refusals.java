package io.powercrud.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** The log of calls that were refused because whoever made them may not make them. */
final class Refusals {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  private Refusals() {}

  /** Writes one line where the answer is a refusal, whatever the request's texts contain. */
  static void log(HttpServletRequest request, ProblemDetail answer) {
    if (answer.getStatus() == HttpStatus.FORBIDDEN.value()) {
      Principal user = request.getUserPrincipal();
      log.info(
          "{} {} was refused to {}: {}",
          inOneLine(request.getMethod()),
          inOneLine(request.getRequestURI()),
          inOneLine(user == null ? "nobody" : user.getName()),
          inOneLine(String.valueOf(answer.getDetail())));
    }
  }

  private static String inOneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
  }
}
