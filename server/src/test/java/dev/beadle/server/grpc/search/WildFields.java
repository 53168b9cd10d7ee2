package dev.beadle.server.grpc.search;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Random;

/** Fills messages with whatever their fields can hold. Not thread-safe. */
final class WildFields {
  private static final int DEPTH = 4;
  private static final int LONG_LIST = 12_000;

  private static final List<String> TEXTS =
      List.of(
          "mod/forum:replypost",
          "mod/forum:rate",
          "mod/assign:grade",
          "moodle/site:config",
          "moodle/course:view",
          "mod/none:such",
          "",
          "\0",
          "moodle/legacy:admin",
          "mod/förum:replypøst",
          "'; DROP TABLE mdl_user; --",
          "%s%n${jndi:ldap://x}",
          "x".repeat(70_000));

  private static final List<Long> NUMBERS =
      List.of(0L, 1L, 2L, 3L, 5L, 12L, -1L, 1L << 31, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE);

  private final Random random;

  WildFields(Random random) {
    this.random = random;
  }

  /** A message like {@code prototype}, about the site that is served. */
  Message fill(Message prototype) {
    return fill(prototype, DEPTH).build();
  }

  private Message.Builder fill(Message prototype, int depth) {
    Message.Builder message = prototype.newBuilderForType();
    for (FieldDescriptor field : prototype.getDescriptorForType().getFields()) {
      boolean isSite = field.getName().equals("site");
      if (isSite ? random.nextInt(20) == 0 : random.nextInt(3) > 0) {
        set(message, field, depth);
      }
    }
    return message;
  }

  private void set(Message.Builder message, FieldDescriptor field, int depth) {
    if (field.isRepeated()) {
      boolean isLong = depth == DEPTH && random.nextInt(40) == 0;
      // The longest text would make a long list too long for any message.
      Object item = valueOf(message, field, depth);
      int length = isLong && item instanceof Long ? LONG_LIST : random.nextInt(4);
      for (int i = 0; i < length; i++) {
        message.addRepeatedField(field, isLong ? item : valueOf(message, field, depth));
      }
    } else {
      message.setField(field, valueOf(message, field, depth));
    }
  }

  private Object valueOf(Message.Builder message, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case MESSAGE -> {
        Message.Builder inner = message.newBuilderForField(field);
        yield depth == 0 ? inner.build() : fill(inner.build(), depth - 1).build();
      }
      case LONG -> random.nextInt(8) == 0 ? random.nextLong() : number();
      case INT -> random.nextInt(8) == 0 ? random.nextInt() : (int) number();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
      case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(12) - 1);
      case BYTE_STRING, DOUBLE, FLOAT ->
          throw new AssertionError("no request has a field like " + field);
    };
  }

  private long number() {
    return random.nextBoolean()
        ? random.nextInt(56)
        : NUMBERS.get(random.nextInt(NUMBERS.size()));
  }
}
