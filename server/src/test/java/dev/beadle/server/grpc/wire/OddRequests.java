package dev.beadle.server.grpc.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.UnknownFieldSet;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.CapabilityList;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.Consistency;
import dev.beadle.v1.ContextInstance;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.Environment;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Requests as writers make them, and as nobody should; and bytes that have suffered. */
final class OddRequests {
  private static final List<String> NAMES =
      List.of(
          "mod/forum:replypost",
          "moodle/site:config",
          "a/b:c",
          "",
          "mod/förum:rate",
          "\0",
          "x",
          "moodle/course:managescalesandmuchelseofthesamekind",
          "block/" + "very".repeat(30) + "long:name");
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    127,
    128,
    300,
    16_383,
    16_384,
    2_097_151,
    2_097_152,
    (1 << 28) - 1,
    1 << 28,
    Integer.MAX_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    -1,
    Long.MIN_VALUE
  };
  private static final int[] LEVELS = {10, 50, 70, 0, 1, -1, Integer.MAX_VALUE};
  private static final int ODD_IN = 6;

  private final Random random;

  OddRequests(Random random) {
    this.random = random;
  }

  BatchCheckCapabilitiesRequest batch() {
    var batch = BatchCheckCapabilitiesRequest.newBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      batch.addQuestions(question());
    }
    if (isOdd()) {
      batch.setSite(name());
    }
    if (isOdd()) {
      batch.setConsistency(consistency());
    }
    if (isOdd()) {
      batch.setUnknownFields(unknown());
    }
    return batch.build();
  }

  CheckCapabilityRequest single() {
    BatchCheckCapabilitiesRequest batch = batch();
    var single = CheckCapabilityRequest.newBuilder().setSite(batch.getSite());
    if (batch.getQuestionsCount() > 0) {
      single.setQuestion(batch.getQuestions(0));
    }
    if (batch.hasConsistency()) {
      single.setConsistency(batch.getConsistency());
    }
    return single.setUnknownFields(batch.getUnknownFields()).build();
  }

  StreamCheckCapabilitiesRequest stream() {
    var stream = StreamCheckCapabilitiesRequest.newBuilder().setRequestId(number());
    if (!isOdd()) {
      stream.setBatch(batch());
    }
    if (isOdd()) {
      stream.setUnknownFields(unknown());
    }
    return stream.build();
  }

  CheckCapabilityMatrixRequest matrix() {
    var matrix =
        CheckCapabilityMatrixRequest.newBuilder()
            .setUserId(number())
            .setIncludeRules(random.nextBoolean());
    for (int i = random.nextInt(5); i > 0; i--) {
      matrix.addContexts(context());
      matrix.addCapabilities(name());
    }
    if (isOdd()) {
      matrix.setEnvironment(Environment.newBuilder().setWithoutDoanything(true));
    }
    if (isOdd()) {
      matrix.setConsistency(consistency());
    }
    if (isOdd()) {
      matrix.setSite(name());
    }
    if (isOdd()) {
      matrix.setUnknownFields(unknown());
    }
    return matrix.build();
  }

  /** The bytes, or what is left of them after an accident. */
  byte[] suffered(byte[] bytes) {
    if (bytes.length == 0 || random.nextInt(3) == 0) {
      return bytes;
    }
    var out = new ByteArrayOutputStream();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> out.write(bytes, 0, at);
      case 1 -> {
        // Fields that come twice: the last one counts, messages are merged.
        out.writeBytes(bytes);
        out.writeBytes(bytes);
      }
      case 2 -> {
        out.write(bytes, 0, at);
        out.write(random.nextInt(256));
        out.write(bytes, at, bytes.length - at);
      }
      case 3 -> {
        out.write(bytes, 0, at);
        out.write(bytes, at + 1, bytes.length - at - 1);
      }
      default -> {
        byte[] changed = bytes.clone();
        changed[at] = (byte) random.nextInt(256);
        out.writeBytes(changed);
      }
    }
    return out.toByteArray();
  }

  private CapabilityQuestion question() {
    var question = CapabilityQuestion.newBuilder().setUserId(number());
    if (!isOdd()) {
      question.setContext(context());
    }
    switch (random.nextInt(ODD_IN)) {
      case 0 -> question.setAnyOf(CapabilityList.newBuilder().addCapabilities(name()));
      case 1 -> question.setAllOf(CapabilityList.getDefaultInstance());
      default -> question.setCapability(name());
    }
    if (isOdd()) {
      question.setEnvironment(Environment.newBuilder().setSubjectIsCurrentUser(true));
    }
    if (isOdd()) {
      question.setUnknownFields(unknown());
    }
    return question.build();
  }

  private ContextReference context() {
    var context = ContextReference.newBuilder();
    switch (random.nextInt(ODD_IN)) {
      case 0 -> context.setUnknownFields(unknown());
      case 1, 2 ->
          context.setInstance(
              ContextInstance.newBuilder()
                  .setLevel(LEVELS[random.nextInt(LEVELS.length)])
                  .setInstanceId(number()));
      default -> context.setId(number());
    }
    return context.build();
  }

  private Consistency consistency() {
    return random.nextBoolean()
        ? Consistency.newBuilder().setAtRevision(name()).build()
        : Consistency.newBuilder()
            .setMaxStaleness(Duration.newBuilder().setSeconds(number()))
            .build();
  }

  private UnknownFieldSet unknown() {
    UnknownFieldSet.Field field =
        UnknownFieldSet.Field.newBuilder()
            .addVarint(number())
            .addLengthDelimited(ByteString.copyFromUtf8(name()))
            .addGroup(UnknownFieldSet.getDefaultInstance())
            .build();
    return UnknownFieldSet.newBuilder().addField(9 + random.nextInt(20), field).build();
  }

  private boolean isOdd() {
    return random.nextInt(ODD_IN) == 0;
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private long number() {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }
}
