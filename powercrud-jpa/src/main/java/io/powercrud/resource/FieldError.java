package io.powercrud.resource;

/**
 * What is wrong with one part of a request, in words that can stand beside it.
 *
 * @param field the name of the field or parameter
 * @param message what is wrong with its value and what would be right
 */
public record FieldError(String field, String message) {

  @Override
  public String toString() {
    return field + ": " + message;
  }
}
