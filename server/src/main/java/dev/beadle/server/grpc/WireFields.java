package dev.beadle.server.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.ProtocolMessageEnum;
import dev.beadle.server.admin.ContextName;
import dev.beadle.server.admin.Period;
import dev.beadle.server.admin.PermissionChoice;
import dev.beadle.server.admin.RoleMatrix;
import dev.beadle.server.change.RefusalDetails;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.change.RefusedChangeException.Kind;
import dev.beadle.v1.ContextReference;
import java.util.List;
import java.util.Map;

/**
 * Reads the parts that commands share from the wire. Refusals are of kind INVALID and name the
 * field as its command does. Stateless.
 */
final class WireFields {
  private WireFields() {}

  /** A context by its name; required. */
  static ContextName context(ContextReference context, String field) {
    return switch (context.getReferenceCase()) {
      case ID -> {
        requireAtLeast(context.getId(), 1, field + ".id");
        yield new ContextName.ById(context.getId());
      }
      case INSTANCE -> {
        var instance = context.getInstance();
        requireAtLeast(instance.getLevel(), 1, field + ".instance.level");
        requireAtLeast(instance.getInstanceId(), 0, field + ".instance.instance_id");
        yield new ContextName.OfInstance(instance.getLevel(), instance.getInstanceId());
      }
      case REFERENCE_NOT_SET -> throw required(field, "its id, or its level and instance_id");
    };
  }

  /** What a role is to say; required. */
  static PermissionChoice choice(dev.beadle.v1.PermissionChoice.Value choice, String field) {
    return switch (choice) {
      case INHERIT -> PermissionChoice.INHERIT;
      case ALLOW -> PermissionChoice.ALLOW;
      case PREVENT -> PermissionChoice.PREVENT;
      case PROHIBIT -> PermissionChoice.PROHIBIT;
      case UNSPECIFIED, UNRECOGNIZED ->
          throw required(field, "one of " + namesOf(choice.getDeclaringClass().getEnumConstants()));
    };
  }

  /** One of the matrices; required. */
  static RoleMatrix matrix(dev.beadle.v1.RoleMatrix.Value matrix, String field) {
    return switch (matrix) {
      case ASSIGN -> RoleMatrix.ASSIGN;
      case OVERRIDE -> RoleMatrix.OVERRIDE;
      case SWITCH -> RoleMatrix.SWITCH;
      case VIEW -> RoleMatrix.VIEW;
      case UNSPECIFIED, UNRECOGNIZED ->
          throw required(field, "one of " + namesOf(matrix.getDeclaringClass().getEnumConstants()));
    };
  }

  /** From when until when; absent is always. */
  static Period period(dev.beadle.v1.Period period) {
    try {
      return new Period(period.getStartsAt(), period.getEndsAt());
    } catch (RefusedChangeException refused) {
      throw within("period.", refused);
    }
  }

  /** A field that has no value by default must be there. */
  static void requirePresent(boolean isPresent, String field) {
    if (!isPresent) {
      throw required(field, "a value; there is no default");
    }
  }

  /** A number with a lower bound that counts. */
  static void requireAtLeast(long value, long least, String field) {
    if (value < least) {
      throw refusal(field, "`" + value + "` (expected: " + least + " or more)");
    }
  }

  /**
   * Nothing may be said that this server does not understand: to do only a part of what somebody
   * newer asks for could be the opposite of it.
   */
  static void requireKnown(Message message) {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      int number = message.getUnknownFields().asMap().keySet().iterator().next();
      throw refusal("number " + number, "this server does not know the field");
    }
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      requireKnown(field.getKey(), field.getValue());
    }
  }

  private static void requireKnown(FieldDescriptor field, Object value) {
    if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      return;
    }
    if (!field.isRepeated()) {
      requireKnown(field.getName() + ".", value);
      return;
    }
    List<?> values = (List<?>) value;
    for (int i = 0; i < values.size(); i++) {
      requireKnown(field.getName() + "[" + i + "].", values.get(i));
    }
  }

  private static void requireKnown(String prefix, Object value) {
    try {
      requireKnown((Message) value);
    } catch (RefusedChangeException refused) {
      throw within(prefix, refused);
    }
  }

  /** A refusal of a field's value. */
  static RefusedChangeException refusal(String field, String reason) {
    return new RefusedChangeException(
        Kind.INVALID, field + ": " + reason, RefusalDetails.ofField(field));
  }

  /** A refusal because of what is not there. */
  static RefusedChangeException required(String field, String expected) {
    return refusal(field, "required (expected: " + expected + ")");
  }

  /** The same refusal of a field that lies deeper: its name gets a prefix. */
  static RefusedChangeException within(String prefix, RefusedChangeException refused) {
    RefusalDetails details = refused.details();
    return refused.moved(
        prefix + refused.getMessage(), details.withField(prefix + details.field()));
  }

  private static String namesOf(ProtocolMessageEnum[] values) {
    var names = new StringBuilder();
    for (ProtocolMessageEnum value : values) {
      String name = value.toString();
      if (!name.equals("UNSPECIFIED") && !name.equals("UNRECOGNIZED")) {
        names.append(names.isEmpty() ? "" : ", ").append(name);
      }
    }
    return names.toString();
  }
}
