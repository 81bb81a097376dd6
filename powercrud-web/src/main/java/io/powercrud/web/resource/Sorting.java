package io.powercrud.web.resource;

import io.powercrud.web.http.QueryParameters;
import java.util.ArrayList;
import java.util.List;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Sort.Direction;

/** Reads an order as Spring Data writes it: {@code sort=author&sort=published,desc}. */
final class Sorting {

  private Sorting() {}

  static Sort of(List<String> parameters) {
    List<Sort.Order> orders = new ArrayList<>();
    for (String parameter : parameters) {
      String[] parts = parameter.split(",", -1);
      Direction direction = parts.length == 1 ? Direction.ASC : direction(parts[1]);
      if (parts.length > 2 || parts[0].isBlank()) {
        throw QueryParameters.refused(
            "sort", "must be like title or title,desc, not '%s'".formatted(parameter));
      }
      orders.add(new Sort.Order(direction, parts[0]));
    }
    return Sort.by(orders);
  }

  private static Direction direction(String name) {
    return switch (name) {
      case "asc" -> Direction.ASC;
      case "desc" -> Direction.DESC;
      default ->
          throw QueryParameters.refused(
              "sort", "goes asc or desc, not '%s'; repeat it for more columns".formatted(name));
    };
  }
}
