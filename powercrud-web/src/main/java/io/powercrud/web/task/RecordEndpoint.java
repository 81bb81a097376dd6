package io.powercrud.web.task;

import io.powercrud.bulk.Outcome;
import io.powercrud.bulk.RecordOutcomePage;
import io.powercrud.bulk.RecordOutcomes;
import io.powercrud.task.Task;
import io.powercrud.web.http.Answers;
import io.powercrud.web.http.ProblemType;
import io.powercrud.web.http.QueryParameters;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Answers what became of the records of a task, as pages of JSON or as one file of CSV. */
final class RecordEndpoint {

  private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

  private final RecordOutcomes outcomes;

  RecordEndpoint(RecordOutcomes outcomes) {
    this.outcomes = outcomes;
  }

  /** A page of records as JSON. */
  record Page(List<RecordView> items, long total, int page, int size) {}

  ServerResponse records(ServerRequest request, Task task) {
    QueryParameters query = new QueryParameters(request).only("outcome", "page", "size");
    @Nullable Outcome outcome = outcome(query.one("outcome"));
    int page = query.number("page", 0, 0, TaskEndpoints.MOST_PAGES);
    int size = query.number("size", 100, 1, 1000);
    return wantsCsv(request) ? file(task, outcome) : page(task, outcome, page, size);
  }

  private static @Nullable Outcome outcome(Optional<String> name) {
    if (name.isEmpty()) {
      return null;
    }
    return Arrays.stream(Outcome.values())
        .filter(outcome -> nameOf(outcome).equals(name.get()))
        .findFirst()
        .orElseThrow(
            () ->
                QueryParameters.refused(
                    "outcome",
                    "must be one of %s, not '%s'"
                        .formatted(
                            Arrays.stream(Outcome.values())
                                .map(RecordEndpoint::nameOf)
                                .collect(Collectors.joining(", ")),
                            name.get())));
  }

  private static String nameOf(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private static boolean wantsCsv(ServerRequest request) {
    List<MediaType> accepted;
    try {
      accepted = new ArrayList<>(request.headers().accept());
    } catch (InvalidMediaTypeException e) {
      throw ProblemType.NOT_ACCEPTABLE.exception("The Accept header can't be read");
    }
    MimeTypeUtils.sortBySpecificity(accepted);
    for (MediaType type : accepted) {
      if (type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
        return false;
      }
      if (type.isCompatibleWith(CSV)) {
        return true;
      }
    }
    if (accepted.isEmpty()) {
      return false;
    }
    throw ProblemType.NOT_ACCEPTABLE.exception(
        "The records are to be had as application/json or text/csv");
  }

  private ServerResponse page(Task task, @Nullable Outcome outcome, int page, int size) {
    RecordOutcomePage found = outcomes.page(task, outcome, page, size);
    return Answers.json(
        HttpStatus.OK,
        new Page(
            found.items().stream().map(RecordView::of).toList(),
            found.total(),
            found.page(),
            found.size()));
  }

  private ServerResponse file(Task task, @Nullable Outcome outcome) {
    String name =
        "task-%s-%s.csv".formatted(task.key(), outcome == null ? "records" : nameOf(outcome));
    return ServerResponse.ok()
        .contentType(CSV)
        .cacheControl(CacheControl.noStore())
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(name).build().toString())
        .build(
            (request, response) -> {
              write(task, outcome, response.getOutputStream());
              return null;
            });
  }

  private void write(Task task, @Nullable Outcome outcome, OutputStream output) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8));
    writer.write(Csv.line("type", "id", "outcome", "reason"));
    try {
      outcomes.forEach(
          task,
          outcome,
          found -> {
            RecordView view = RecordView.of(found);
            try {
              writer.write(Csv.line(view.type(), view.id(), view.outcome(), view.reason()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    writer.flush();
  }
}
