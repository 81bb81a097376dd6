package io.powercrud.drill;

/** What keeps tasks of a round from starting at once, beside the limit that all children have. */
enum Restraint {
  /** Nothing. */
  NONE(""),
  /** The tasks are a user's, of whom only so many run at once. */
  LIMIT(""),
  /** Their type is paused for a while. */
  TYPE_PAUSED(" bulk-update"),
  /** The whole engine is paused for a while. */
  ALL_PAUSED("");

  /** How many tasks of a user run at once. */
  static final int MOST_OF_A_USER = 3;

  /** How many children run at once. */
  static final int MOST_CHILDREN = 2;

  private final String type;

  Restraint(String type) {
    this.type = type;
  }

  /** Whether something is paused. */
  boolean isPause() {
    return this == TYPE_PAUSED || this == ALL_PAUSED;
  }

  /** What has a node pause it. */
  String pause() {
    return "pause" + type;
  }

  /** What has a node let it go on. */
  String resume() {
    return "resume" + type;
  }

  /** On whose behalf the tasks of the round are launched. */
  String user() {
    return this == LIMIT ? "ann" : "system";
  }
}
