package io.powercrud.drill;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Cards in a random order, over and over, so that none comes more than once oftener. */
final class Deck<T> {

  private final List<T> cards;
  private final Random random;
  private final Deque<T> rest = new ArrayDeque<>();

  Deck(List<T> cards, Random random) {
    this.cards = List.copyOf(cards);
    this.random = random;
  }

  T next() {
    if (rest.isEmpty()) {
      List<T> shuffled = new ArrayList<>(cards);
      Collections.shuffle(shuffled, random);
      rest.addAll(shuffled);
    }
    return rest.remove();
  }

  /** Has this card come next. */
  void putBack(T card) {
    rest.addFirst(card);
  }
}
