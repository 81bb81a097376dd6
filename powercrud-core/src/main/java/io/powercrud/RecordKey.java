package io.powercrud;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The identity of one record: the entity it belongs to and its id, whatever the type of that id.
 *
 * <p>Two entity classes of one inheritance tree share the type, which is the name of the root
 * entity; so a record has one key however it was loaded. Keys sort by type and then by the bytes of
 * the id, the one order in which every launch reserves.
 *
 * @param type the JPA name of the root entity; not blank, at most {@value #MAX_TYPE_LENGTH}
 *     characters
 * @param id the id in its canonical text form, at most {@value #MAX_ID_LENGTH} characters; compared
 *     exactly, so {@code ABC} is not {@code abc}
 */
public record RecordKey(String type, String id) implements Comparable<RecordKey> {

  /** The longest type name that can be reserved, in characters. */
  public static final int MAX_TYPE_LENGTH = 100;

  /** The longest id that can be reserved, in characters of its text form. */
  public static final int MAX_ID_LENGTH = 400;

  private static final Comparator<byte[]> BY_BYTES = Arrays::compareUnsigned;

  /**
   * A key of the given type and id.
   *
   * @throws IllegalArgumentException if either is empty or too long
   */
  public RecordKey {
    if (!isOfLength(type, MAX_TYPE_LENGTH)) {
      throw wrongLength("type", type, MAX_TYPE_LENGTH);
    }
    if (!isOfLength(id, MAX_ID_LENGTH)) {
      throw wrongLength("id of " + type, id, MAX_ID_LENGTH);
    }
  }

  private static boolean isOfLength(String text, int longest) {
    return !text.isEmpty() && text.length() <= longest;
  }

  private static IllegalArgumentException wrongLength(String what, String text, int longest) {
    return new IllegalArgumentException(
        "The %s takes 1 to %d characters, but has %d: '%s'"
            .formatted(
                what, longest, text.length(), text.substring(0, Math.min(60, text.length()))));
  }

  @Override
  public int compareTo(RecordKey other) {
    int byType = type.compareTo(other.type);
    return byType != 0 ? byType : BY_BYTES.compare(bytes(id), bytes(other.id));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return type + " " + id;
  }
}
