package dev.beadle.server.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;

/** The form of an answer. */
enum OutputFormat {
  /** For people. */
  TEXT,
  /** The message as JSON, for programs. */
  JSON;

  static String jsonOf(MessageOrBuilder message) {
    try {
      return JsonFormat.printer().alwaysPrintFieldsWithNoPresence().print(message);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("an answer of our own cannot be written", impossible);
    }
  }
}
