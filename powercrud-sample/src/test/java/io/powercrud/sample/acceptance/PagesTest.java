package io.powercrud.sample.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import io.powercrud.database.TestDatabase;
import io.powercrud.sample.RunningLibrary;
import java.net.URLEncoder;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What people see and do, in a real browser. */
class PagesTest {

  private static RunningLibrary library;
  private static Chromium chromium;
  private static ApiClient librarian;

  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void start() {
    library =
        RunningLibrary.start(
            TestDatabase.H2.fresh(), "--sample.books=645", "--sample.child-delay=5ms");
    librarian = new ApiClient(library.address(), "librarian");
    chromium = new Chromium();
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
  }

  @AfterAll
  static void stop() {
    try (RunningLibrary stopped = library;
        Chromium closed = chromium) {}
  }

  @BeforeEach
  void open() {
    open(new Browser.NewContextOptions());
  }

  private void open(Browser.NewContextOptions options) {
    context = chromium.browser().newContext(options);
    page = context.newPage();
    page.navigate(library.address());
  }

  @AfterEach
  void close() {
    context.close();
  }

  private void signIn() {
    button("Sign in as librarian").click();
    assertThat(heading("Books")).isVisible();
  }

  private Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name));
  }

  private Locator heading(String name) {
    return page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setName(name));
  }

  @Test
  @DisplayName("Somebody updates all books that match and watches the task to its end")
  void followsATask() {
    signIn();
    page.getByLabel("Published to").fill("1950");
    button("Filter").click();
    page.getByLabel(Pattern.compile("that match now")).check();
    page.getByLabel("Yes").check();
    page.getByLabel("Reason").fill("<b>Because</b>");
    button("Update ").click();

    assertThat(heading("Bulk update")).isVisible();
    assertThat(page.getByText(Pattern.compile("genre \\d+ of \\d+: ")).first()).isVisible();
    assertThat(page.locator("#reserved .badge").first()).isVisible();
    assertThat(page.getByText("<b>Because</b>")).isVisible();
    assertThat(page.locator("[data-state]")).hasText("Succeeded");
    assertThat(page.locator("#reserved")).containsText("Nothing now.");
    assertThat(button("Cancel this task")).isHidden();
    page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Tasks")).click();
    assertThat(page.getByRole(AriaRole.ROW).filter().nth(1)).containsText("Succeeded");
  }

  @Test
  @DisplayName("Somebody who wants held books is told by which task, and can stop that")
  void showsAConflict() {
    String body =
        "{\"action\":\"update\",\"mode\":\"async\",\"matching\":{},\"all\":true,\"set\":{\"pages\":7}}";
    String task = librarian.post("/resources/books/bulk", body).body().get("taskKey").asString();
    signIn();
    assertThat(page.getByText("Held by a task of librarian").first()).isVisible();
    page.getByRole(AriaRole.CHECKBOX).nth(1).check();
    page.getByLabel("Yes").check();
    button("Update 1 book").click();

    assertThat(page.getByRole(AriaRole.ALERT)).containsText("another task holds 1 of these books");
    page.getByRole(AriaRole.ALERT).getByRole(AriaRole.LINK).click();
    assertThat(page).hasURL(library.address() + "tasks/" + task);
    button("Cancel this task").click();
    assertThat(page.locator("[data-state]")).hasText("Cancelled");
  }

  @Test
  @DisplayName("An administrator ends a task that does not stop by force, and says why")
  void endsATaskByForce() {
    String body =
        "{\"action\":\"update\",\"mode\":\"async\",\"matching\":{},\"all\":true,\"set\":{\"pages\":8}}";
    String task = librarian.post("/resources/books/bulk", body).body().get("taskKey").asString();
    context.close();
    open(
        new Browser.NewContextOptions().setViewportSize(375, 900).setColorScheme(ColorScheme.DARK));
    signIn();
    page.navigate(library.address() + "tasks/" + task);
    assertThat(page.getByText("It does not stop")).hasCount(0);

    context.close();
    open(
        new Browser.NewContextOptions().setViewportSize(375, 900).setColorScheme(ColorScheme.DARK));
    button("Sign in as admin").click();
    page.navigate(library.address() + "tasks/" + task);
    page.getByText("It does not stop").click();
    page.getByLabel("Why you end it by force").fill(" ");
    button("End it by force").click();
    assertThat(page.getByText(Pattern.compile("needs a reason of 1 to"))).isVisible();
    assertFits(375);
    page.getByLabel("Why you end it by force").fill("hangs since noon");
    button("End it by force").click();

    assertThat(page.locator("[data-state]")).hasText("Failed");
    assertThat(page.getByText("Released by admin: hangs since noon")).isVisible();
    assertThat(page.getByText("It does not stop")).hasCount(0);
    assertThat(page.locator("#reserved")).containsText("Nothing now.");
  }

  @Test
  @DisplayName("Markup in what is stored, said and asked for is shown as text")
  void escapesWhatItShows() {
    String markup = "<img src=x onerror=window.hacked=1>";
    JsonNode book = librarian.get("/resources/books/1").body();
    String genre = book.get("genres").get(0).asString();
    for (String path :
        List.of(
            "/resources/genres/" + genre, "/resources/authors/" + book.get("author").asString())) {
      librarian.patch(path, "{\"name\": \"%s\"}".formatted(markup + path));
    }
    librarian.patch("/resources/books/1", "{\"title\": \"%s\"}".formatted(markup));
    signIn();
    assertThat(page.locator("table").getByText(markup).first()).isVisible();
    assertHarmless();
    page.navigate(library.address() + "?title=" + URLEncoder.encode(markup + "\"'>", UTF_8));
    assertHarmless();

    String request =
        "{\"action\":\"update\",\"mode\":\"async\",\"matching\":{\"genres\":\"%s\"},\"set\":{\"pages\":77},\"reason\":\"%s\"}"
            .formatted(genre, markup);
    String task = librarian.post("/resources/books/bulk", request).body().get("taskKey").asString();
    page.navigate(library.address() + "tasks/" + task);
    assertThat(page.getByText(markup).first()).isVisible();
    assertThat(page.locator("[data-state]")).hasText("Succeeded");
    assertHarmless();
    page.navigate(library.address() + "tasks");
    assertHarmless();
  }

  private void assertHarmless() {
    assertThat(page.locator("img[src=x]")).hasCount(0);
    assertThat(page.evaluate("typeof window.hacked")).isEqualTo("undefined");
  }

  @Test
  @DisplayName("A page that changes something needs the session's own token")
  void refusesAFormOfAnotherSite() {
    signIn();
    APIResponse answer =
        page.request()
            .post(
                library.address() + "books/bulk",
                RequestOptions.create()
                    .setForm(FormData.create().set("scope", "MATCHING").set("value", "true")));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).doesNotContain("Exception", "org.springframework");
  }

  @ParameterizedTest
  @CsvSource({"375, LIGHT", "375, DARK", "1440, LIGHT", "1440, DARK"})
  @DisplayName("Every page fits the screen, and a checker of accessibility finds nothing")
  void isAccessible(int width, ColorScheme colours) {
    context.close();
    open(new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(colours));
    assertFits(width);
    signIn();
    String task = endedTask();

    for (String path :
        List.of(
            "",
            "?from=abc",
            "?title=nothing+like+it",
            "tasks",
            "tasks?status=WAITING_FOR_CHILDREN",
            "tasks/" + task,
            "tasks/none")) {
      page.navigate(library.address() + path);
      assertFits(width);
    }
  }

  private static String endedTask() {
    String body = "{\"action\":\"update\",\"ids\":[1],\"set\":{\"bio\":\"A playwright.\"}}";
    String key = librarian.post("/resources/authors/bulk", body).body().get("taskKey").asString();
    await()
        .until(
            () ->
                librarian.get("/tasks/" + key).body().get("status").asString().equals("SUCCEEDED"));
    return key;
  }

  private void assertFits(int width) {
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
    assertThat(new AxeBuilder(page).analyze().getViolations())
        .as(page.url())
        .extracting(Rule::getId, Rule::getNodes)
        .isEmpty();
  }
}
