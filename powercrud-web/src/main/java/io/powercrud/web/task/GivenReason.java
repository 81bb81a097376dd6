package io.powercrud.web.task;

import io.powercrud.task.TaskManager;
import io.powercrud.web.http.JsonBody;

/** The reason that a request has to give for what it does to the work of others. */
final class GivenReason {

  private GivenReason() {}

  /**
   * The reason in the body, stripped; where it is missing, blank or too long, the body is rejected.
   *
   * @param what what is to be said
   */
  static String in(JsonBody body, String what) {
    String text = body.text("reason");
    String reason = text == null ? "" : text.strip();
    if (reason.isEmpty()) {
      body.reject("reason", "is missing; " + what);
    } else if (reason.length() > TaskManager.LONGEST_REASON) {
      body.reject(
          "reason",
          "has %d characters; at most %d are allowed"
              .formatted(reason.length(), TaskManager.LONGEST_REASON));
    }
    return reason;
  }
}
