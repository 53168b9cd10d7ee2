package dev.beadle.server.grpc;

import com.google.protobuf.CodedOutputStream;
import dev.beadle.v1.AdminBatch;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What tells whether the same is asked for under one idempotency key: a digest of the actor, the
 * preconditions and the commands. The reason is left out, being words for people. Stateless.
 */
final class BatchFingerprint {
  private BatchFingerprint() {}

  /** 64 hexadecimal digits. Cost: one serialization of the batch. */
  static String of(AdminBatch batch) {
    AdminBatch asked = batch.toBuilder().clearReason().clearIdempotencyKey().build();
    byte[] bytes = new byte[asked.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    // Entries of a map have an order of their own otherwise.
    out.useDeterministicSerialization();
    try {
      asked.writeTo(out);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (IOException | NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("a message in memory has no digest", impossible);
    }
  }
}
