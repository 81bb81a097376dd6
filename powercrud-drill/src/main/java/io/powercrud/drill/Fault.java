package io.powercrud.drill;

/** What is done to a cluster in the middle of its work. */
enum Fault {
  /** SIGKILL to a node. */
  KILL(true),
  /** SIGSTOP to a node, for longer than its lease, and SIGCONT then. */
  FREEZE(true),
  /** SIGTERM to a node. */
  TERM(true),
  /** The server ends the connections of a node. */
  CUT(false),
  /** The database is stopped and started. */
  OUTAGE(false),
  /** All connections of a node's pool are taken by others for a while. */
  FULL(false),
  /** Somebody else locks rows that the tasks want. */
  LOCK(false);

  private final boolean givesTasksAway;

  Fault(boolean givesTasksAway) {
    this.givesTasksAway = givesTasksAway;
  }

  /** Whether another node has to take over what the node had. */
  boolean givesTasksAway() {
    return givesTasksAway;
  }
}
