package io.powercrud.sample.page;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The page where one click signs in. */
@Controller
@ConditionalOnWebApplication
class SignInPage {

  /**
   * Somebody to sign in as.
   *
   * @param name the name, which is the password, too
   * @param may what this user may do
   */
  record User(String name, String may) {}

  private static final List<User> USERS =
      List.of(
          new User("viewer", "Sees everything and changes nothing."),
          new User("librarian", "Changes books, authors, genres and profiles."),
          new User("admin", "Does that too, and sees and cancels the tasks of all users."));

  @GetMapping("/sign-in")
  String show(Model model) {
    model.addAttribute("users", USERS);
    return "sign-in";
  }
}
