package io.powercrud.resource;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a field is compared with the values of a filter. */
enum FilterOperator {
  EQUAL(""),
  AT_LEAST(".gte"),
  AT_MOST(".lte"),
  CONTAINS(".contains"),
  IN(".in"),
  EMPTY(".empty");

  private final String suffix;

  FilterOperator(String suffix) {
    this.suffix = suffix;
  }

  /** What stands after the name of the field. */
  String suffix() {
    return suffix;
  }

  static Optional<FilterOperator> ofSuffix(String suffix) {
    return Arrays.stream(values()).filter(operator -> operator.suffix.equals(suffix)).findFirst();
  }

  static String suffixes() {
    return Arrays.stream(values())
        .filter(operator -> operator != EQUAL)
        .map(FilterOperator::suffix)
        .collect(Collectors.joining(", "));
  }
}
