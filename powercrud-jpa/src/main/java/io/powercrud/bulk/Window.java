package io.powercrud.bulk;

/**
 * How many of a chunk's targets are taken into the next transaction: all of them, fewer after a
 * failure, and more again after each commit. So the targets around a record that fails are done
 * again once, and not the whole chunk.
 */
final class Window {

  private final int targets;
  private int from;
  private int size;
  private int then;

  Window(int targets) {
    this.targets = targets;
    this.size = targets;
    this.then = targets;
  }

  boolean isOpen() {
    return from < targets;
  }

  int from() {
    return from;
  }

  int to() {
    return Math.min(targets, from + size);
  }

  /** Goes on behind what was committed, with twice as many. */
  void committed() {
    from = to();
    size = then;
    then = (int) Math.min(targets, 2L * then);
  }

  /** Takes the targets up to the one at this place of the window again, which is known to fail. */
  void failedAt(int index) {
    size = index + 1;
    then = 2 * size;
  }

  /** Takes only this many, because one of those in the window fails and nobody knows which. */
  void shrinkTo(int newSize) {
    size = newSize;
    then = newSize;
  }
}
