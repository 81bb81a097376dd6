package io.powercrud.drill;

import io.powercrud.database.DatabaseAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The processes that run the tasks; one that died is replaced by another. */
final class Cluster implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private final Settings settings;
  private final DatabaseAddress address;
  private final Path logs;
  private final List<Member> members = new ArrayList<>();
  private final List<Member> leaving = new ArrayList<>();

  Cluster(Settings settings, DatabaseAddress address, Path logs) {
    this.settings = settings;
    this.address = address;
    this.logs = logs;
    for (int number = 0; number < settings.nodes(); number++) {
      members.add(start(number));
    }
  }

  private Member start(int number) {
    return Member.start(number, address, settings, logs.resolve("node-" + number + ".log"));
  }

  /** Starts a process in the place of one that is going, or gone. */
  void replace(Member member) {
    leaving.add(member);
    members.set(member.number(), start(member.number()));
  }

  /** Waits until one more than a single node is there, and starts those anew that are gone. */
  void awaitReady(int least) {
    long until = System.nanoTime() + START_LIMIT.toNanos();
    while (ready().size() < least) {
      for (Member member : List.copyOf(members)) {
        if (!member.isAlive()) {
          replace(member);
        }
      }
      if (System.nanoTime() > until) {
        throw new IllegalStateException("The nodes did not start; see " + logs);
      }
      Lapse.of(Duration.ofMillis(20));
    }
  }

  List<Member> ready() {
    return members.stream().filter(Member::isReady).toList();
  }

  Member any(Random random) {
    List<Member> ready = ready();
    return ready.get(random.nextInt(ready.size()));
  }

  int size() {
    return members.size();
  }

  @Override
  public void close() {
    members.forEach(Member::close);
    leaving.forEach(Member::close);
  }
}
