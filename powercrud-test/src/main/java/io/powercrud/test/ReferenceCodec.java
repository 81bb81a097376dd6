package io.powercrud.test;

import io.powercrud.task.PayloadCodec;
import io.powercrud.task.PayloadException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A codec whose texts are tickets for the values themselves, which never leave the JVM. */
final class ReferenceCodec implements PayloadCodec {

  private final Map<String, Object> values = new ConcurrentHashMap<>();
  private final AtomicLong tickets = new AtomicLong();

  @Override
  public String write(Object value) {
    String ticket = "memory:" + tickets.incrementAndGet();
    values.put(ticket, value);
    return ticket;
  }

  @Override
  public <T> T read(String text, Class<T> type) {
    Object value = values.get(text);
    if (!type.isInstance(value)) {
      throw new PayloadException("'%s' is no %s".formatted(text, type.getSimpleName()), null);
    }
    return type.cast(value);
  }
}
