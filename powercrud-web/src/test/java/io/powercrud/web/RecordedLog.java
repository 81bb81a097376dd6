package io.powercrud.web;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a logger writes while something is done. */
final class RecordedLog {

  private RecordedLog() {}

  /** The messages of this logger, of the level INFO and above. */
  static List<String> of(String name, Runnable calls) {
    Logger logger = (Logger) LoggerFactory.getLogger(name);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
    try {
      calls.run();
    } finally {
      logger.detachAppender(log);
      logger.setLevel(null);
    }
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
