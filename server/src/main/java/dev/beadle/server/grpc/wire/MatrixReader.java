package dev.beadle.server.grpc.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.Consistency;
import dev.beadle.v1.Environment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads requests for a matrix. For one thread. */
final class MatrixReader {
  private static final int SITE =
      ByteCursor.delimited(CheckCapabilityMatrixRequest.SITE_FIELD_NUMBER);
  private static final int USER_ID =
      ByteCursor.number(CheckCapabilityMatrixRequest.USER_ID_FIELD_NUMBER);
  private static final int CONTEXT =
      ByteCursor.delimited(CheckCapabilityMatrixRequest.CONTEXTS_FIELD_NUMBER);
  private static final int CAPABILITY =
      ByteCursor.delimited(CheckCapabilityMatrixRequest.CAPABILITIES_FIELD_NUMBER);
  private static final int ENVIRONMENT =
      ByteCursor.delimited(CheckCapabilityMatrixRequest.ENVIRONMENT_FIELD_NUMBER);
  private static final int INCLUDE_RULES =
      ByteCursor.number(CheckCapabilityMatrixRequest.INCLUDE_RULES_FIELD_NUMBER);
  private static final int CONSISTENCY =
      ByteCursor.delimited(CheckCapabilityMatrixRequest.CONSISTENCY_FIELD_NUMBER);

  private final byte[] bytes;
  private final ByteCursor cursor;
  private final ReferenceReader context;
  private final AskedMatrix asked;
  // The tags of single fields that have been read, as bits: what comes again is not plain.
  private long seen;

  private MatrixReader(byte[] bytes) {
    this.bytes = bytes;
    this.cursor = new ByteCursor(bytes, 0, bytes.length);
    this.context = new ReferenceReader(cursor);
    this.asked = new AskedMatrix(bytes);
  }

  /**
   * The matrix of a request, or null when the generated code has to read it.
   *
   * @throws InvalidProtocolBufferException if it is no message
   */
  static @Nullable AskedMatrix findMatrix(byte[] bytes) throws InvalidProtocolBufferException {
    var reader = new MatrixReader(bytes);
    return reader.read() ? reader.asked : null;
  }

  private boolean read() throws InvalidProtocolBufferException {
    while (cursor.hasMore()) {
      int tag = cursor.tag();
      boolean isNumber = tag == USER_ID || tag == INCLUDE_RULES;
      if (isNumber ? !readNumber(tag) : !readPart(tag)) {
        return false;
      }
    }
    return true;
  }

  private boolean readNumber(int tag) {
    long number = cursor.number();
    if (number < 0 || !isFirst(tag)) {
      return false;
    }
    if (tag == USER_ID) {
      asked.setUserId(number);
    } else if (number != 0) {
      asked.includeTheRules();
    }
    return true;
  }

  private boolean readPart(int tag) throws InvalidProtocolBufferException {
    int length = cursor.length();
    if (length < 0) {
      return false;
    }
    if (tag == CONTEXT) {
      boolean isPlain = context.read(length);
      asked.addRow(context.level(), context.instance());
      return isPlain;
    }
    if (tag == CAPABILITY) {
      boolean isPlain = cursor.isAscii(length);
      asked.addColumn(AskedQuestions.name(cursor.at(), cursor.at() + length));
      cursor.skip(length);
      return isPlain;
    }
    return (tag == SITE || tag == ENVIRONMENT || tag == CONSISTENCY)
        && isFirst(tag)
        && readSingle(tag, length);
  }

  private boolean readSingle(int tag, int length) throws InvalidProtocolBufferException {
    if (tag == ENVIRONMENT) {
      asked.setEnvironment(cursor.message(Environment.parser(), length, 1));
    } else if (tag == CONSISTENCY) {
      asked.setConsistency(cursor.message(Consistency.parser(), length, 1));
    } else if (cursor.isAscii(length)) {
      asked.setSite(new String(bytes, cursor.at(), length, StandardCharsets.US_ASCII));
      cursor.skip(length);
    } else {
      return false;
    }
    return true;
  }

  private boolean isFirst(int tag) {
    boolean isFirst = (seen & 1L << tag) == 0;
    seen |= 1L << tag;
    return isFirst;
  }
}
