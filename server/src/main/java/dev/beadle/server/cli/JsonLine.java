package dev.beadle.server.cli;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of JSON that says a message. Errors tell the column, counted from 1, as far as it is
 * known. Immutable and so thread-safe.
 *
 * @param where the file and the line, for errors
 */
record JsonLine(String where, String text) {
  private static final Pattern COLUMN = Pattern.compile(" at line 1 column (\\d+)");
  private static final Pattern UNKNOWN_FIELD =
      Pattern.compile("Cannot find field: (\\S+) in message (\\S+)");

  /** How deep objects may lie in each other. */
  private static final int MOST_DEPTH = 50;

  /**
   * The names of the outermost fields.
   *
   * @throws MalformedCommandsException if the line is no JSON object, or says a field twice
   */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      if (reader.peek() != JsonToken.BEGIN_OBJECT) {
        throw malformed("expected a JSON object, such as {\"deleteRole\": {\"roleId\": 9}}", 1);
      }
      walk(reader, 0, names);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw malformed("more than one JSON object in a line", 0);
      }
      return names;
    } catch (IOException | IllegalStateException | JsonParseException unreadable) {
      throw syntax(unreadable);
    }
  }

  /**
   * Reads the message into a builder.
   *
   * @throws MalformedCommandsException if the line does not say such a message
   */
  void mergeInto(Message.Builder builder) {
    try {
      JsonFormat.parser().merge(text, builder);
    } catch (InvalidProtocolBufferException unreadable) {
      throw meaning(builder.getDescriptorForType(), unreadable);
    }
  }

  /** Walks over a value; nobody else notices a field that is said twice. */
  private void walk(JsonReader reader, int depth, Set<String> names) throws IOException {
    if (depth > MOST_DEPTH) {
      throw malformed("more than " + MOST_DEPTH + " objects in each other", 0);
    }
    switch (reader.peek()) {
      case BEGIN_OBJECT -> {
        reader.beginObject();
        while (reader.hasNext()) {
          String name = reader.nextName();
          if (!names.add(name)) {
            throw malformed("the field `" + name + "` is there twice", columnOfLast(name));
          }
          walk(reader, depth + 1, new HashSet<>());
        }
        reader.endObject();
      }
      case BEGIN_ARRAY -> {
        reader.beginArray();
        while (reader.hasNext()) {
          walk(reader, depth + 1, new HashSet<>());
        }
        reader.endArray();
      }
      default -> reader.skipValue();
    }
  }

  private MalformedCommandsException syntax(Exception unreadable) {
    String reason = firstLineOf(unreadable);
    Matcher column = COLUMN.matcher(reason);
    int at = column.find() ? Integer.parseInt(column.group(1)) : 0;
    String what = at == 0 ? reason : reason.substring(0, column.start());
    // The reader's advice is for programmers.
    return malformed(
        "no JSON: " + (what.startsWith("Use JsonReader") ? "not as JSON is written" : what), at);
  }

  private MalformedCommandsException meaning(
      Descriptor type, InvalidProtocolBufferException unreadable) {
    String reason = firstLineOf(unreadable);
    Matcher unknown = UNKNOWN_FIELD.matcher(reason);
    if (!unknown.find()) {
      return malformed(reason, columnOfQuoted(reason));
    }
    String name = unknown.group(1);
    Descriptor owner = find(type, unknown.group(2), new HashSet<>());
    return malformed(
        "unknown field `" + name + "` (expected: " + namesOf(owner) + ")", columnOfLast(name));
  }

  private MalformedCommandsException malformed(String reason, int column) {
    String place = column > 0 ? ", column " + column : "";
    return new MalformedCommandsException(where + place + ": " + reason);
  }

  /** The column of the last field of a name; 0 when it is not known. */
  private int columnOfLast(String name) {
    return text.lastIndexOf("\"" + name + "\"") + 1;
  }

  /** The column of a value that the reason shows, if it is there once; 0 otherwise. */
  private int columnOfQuoted(String reason) {
    int colon = reason.indexOf(": ");
    String value = colon < 0 ? "" : reason.substring(colon + 2).strip();
    int at = value.isEmpty() ? -1 : text.indexOf(value);
    return at >= 0 && at == text.lastIndexOf(value) ? at + 1 : 0;
  }

  private static String namesOf(Descriptor type) {
    Set<String> names = new TreeSet<>();
    for (FieldDescriptor field : type.getFields()) {
      names.add(field.getJsonName());
    }
    return String.join(", ", names);
  }

  /** The type of a name among those that a type is made of; the type itself if there is none. */
  private static Descriptor find(Descriptor type, String fullName, Set<String> seen) {
    if (type.getFullName().equals(fullName) || !seen.add(type.getFullName())) {
      return type;
    }
    for (FieldDescriptor field : type.getFields()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        Descriptor found = find(field.getMessageType(), fullName, seen);
        if (found.getFullName().equals(fullName)) {
          return found;
        }
      }
    }
    return type;
  }

  private static String firstLineOf(Exception unreadable) {
    return String.valueOf(unreadable.getMessage()).lines().findFirst().orElse("");
  }
}
