package io.powercrud.testmodel;

/** How a book is bound. */
public enum Binding {
  HARDCOVER,
  PAPERBACK,
  AUDIO
}
