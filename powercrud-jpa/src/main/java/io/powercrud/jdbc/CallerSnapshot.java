package io.powercrud.jdbc;

import io.powercrud.access.Caller;
import io.powercrud.task.PayloadCodec;
import io.powercrud.task.PayloadException;
import java.util.Map;
import java.util.Set;

/**
 * A caller as the {@code caller} column has it.
 *
 * @param version the version of this form, from 1
 */
record CallerSnapshot(
    int version, String name, Set<String> authorities, Map<String, String> scope) {

  private static final int VERSION = 1;

  static String write(Caller caller, PayloadCodec codec) {
    return codec.write(
        new CallerSnapshot(VERSION, caller.name(), caller.authorities(), caller.scope()));
  }

  static Caller read(String text, PayloadCodec codec) {
    CallerSnapshot snapshot = codec.read(text, CallerSnapshot.class);
    if (snapshot.version() != VERSION) {
      throw new PayloadException(
          "A stored caller has version %d, and this node reads version %d; run the task on a newer node"
              .formatted(snapshot.version(), VERSION),
          null);
    }
    return new Caller(snapshot.name(), snapshot.authorities(), snapshot.scope());
  }
}
