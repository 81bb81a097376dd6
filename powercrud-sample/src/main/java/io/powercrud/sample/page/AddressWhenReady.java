package io.powercrud.sample.page;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells whoever started the sample where to look. */
@Component
@ConditionalOnWebApplication
class AddressWhenReady {

  @EventListener
  void tell(ApplicationReadyEvent ready) {
    if (ready.getApplicationContext() instanceof WebServerApplicationContext context
        && context.getWebServer() != null) {
      System.out.printf(
          "The library is ready at http://localhost:%d/%n", context.getWebServer().getPort());
    }
  }
}
