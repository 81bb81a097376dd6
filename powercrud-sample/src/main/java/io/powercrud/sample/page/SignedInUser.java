package io.powercrud.sample.page;

import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Gives every page the name of whoever is signed in. */
@ControllerAdvice
class SignedInUser {

  @ModelAttribute("user")
  @Nullable String name(@Nullable Principal principal) {
    return principal == null ? null : principal.getName();
  }
}
