package io.powercrud.test;

import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.task.Idempotency;
import io.powercrud.task.NewTask;
import io.powercrud.task.OnFailure;
import io.powercrud.task.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A builder of tasks that are to be written down, for tests that need one with something special.
 */
public final class NewTasks {

  private final TaskKey key = TaskKey.unique();
  private String manager = "default";
  private String type = "recount";
  private int version = 1;
  private String payload = "{}";
  private Caller caller = new Caller("ann", Set.of(), Map.of());
  private @Nullable String reason;
  private @Nullable TaskKey root;
  private @Nullable TaskKey parent;
  private OnFailure onFailure = OnFailure.FAIL_PARENT;
  private @Nullable Duration timeout;
  private @Nullable Instant treeDeadline;
  private long total;
  private @Nullable Instant claimUntil;
  private Turn turn = Turn.NEXT;
  private Instant createdAt = StoreContract.START;
  private @Nullable Idempotency idempotency;

  private NewTasks() {}

  /** A task of Ann's that has nothing special. */
  public static NewTasks task() {
    return new NewTasks();
  }

  /** The key that the task has. */
  public TaskKey key() {
    return key;
  }

  /** Of this manager. */
  public NewTasks manager(String newManager) {
    manager = newManager;
    return this;
  }

  /** Of this type and version. */
  public NewTasks type(String newType, int newVersion) {
    type = newType;
    version = newVersion;
    return this;
  }

  /** With this payload. */
  public NewTasks payload(String newPayload) {
    payload = newPayload;
    return this;
  }

  /** On behalf of this user, who may do nothing. */
  public NewTasks user(String name) {
    return caller(new Caller(name, Set.of(), Map.of()));
  }

  /** On behalf of this caller. */
  public NewTasks caller(Caller newCaller) {
    caller = newCaller;
    return this;
  }

  /** For this reason. */
  public NewTasks reason(String newReason) {
    reason = newReason;
    return this;
  }

  /** As a child of a root task. */
  public NewTasks childOf(TaskKey newParent) {
    return childOf(newParent, newParent);
  }

  /** As a child in the tree of that root. */
  public NewTasks childOf(TaskKey newParent, TaskKey newRoot) {
    root = newRoot;
    parent = newParent;
    return this;
  }

  /** Whose failure means this for its parent. */
  public NewTasks onFailure(OnFailure newOnFailure) {
    onFailure = newOnFailure;
    return this;
  }

  /** Whose own work may take so long. */
  public NewTasks timeout(Duration newTimeout) {
    timeout = newTimeout;
    return this;
  }

  /** Which is to have ended with all of its children by then. */
  public NewTasks treeDeadline(Instant newTreeDeadline) {
    treeDeadline = newTreeDeadline;
    return this;
  }

  /** Launched on so many records. */
  public NewTasks total(long newTotal) {
    total = newTotal;
    return this;
  }

  /** Waiting for its records until then. */
  public NewTasks claimUntil(Instant until) {
    claimUntil = until;
    return this;
  }

  /** Whose turn it is then. */
  public NewTasks turn(Turn newTurn) {
    turn = newTurn;
    return this;
  }

  /** Launched then. */
  public NewTasks createdAt(Instant time) {
    createdAt = time;
    return this;
  }

  /** Launched by a request with this key of the caller's, and this hash. */
  public NewTasks request(String idempotencyKey, String hash) {
    idempotency = new Idempotency(idempotencyKey, hash);
    return this;
  }

  /** The task as it is to be written down. */
  public NewTask build() {
    return new NewTask(
        key,
        manager,
        type,
        version,
        payload,
        caller,
        reason,
        root == null ? key : root,
        parent,
        onFailure,
        timeout,
        treeDeadline,
        total,
        claimUntil,
        turn,
        createdAt,
        idempotency);
  }
}
