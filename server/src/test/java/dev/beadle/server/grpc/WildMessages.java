package dev.beadle.server.grpc;

import com.google.protobuf.Message;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.CapabilityList;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.ContextInstance;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.Environment;
import dev.beadle.v1.ExplainCapabilityRequest;
import dev.beadle.v1.RoleSwitch;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.TemporaryRole;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Well-formed requests about the demonstration site with whatever a field can hold. */
final class WildMessages {
  private static final List<String> NAMES =
      List.of(
          "mod/forum:replypost",
          "mod/forum:rate",
          "mod/assign:grade",
          "moodle/site:config",
          "mod/none:such",
          "",
          "\0",
          "moodle/legacy:admin",
          "MOD/FORUM:REPLYPOST",
          "mod/forum:replypost\n",
          "mod/förum:replypøst",
          "\uD83D\uDE00".repeat(50),
          "'; DROP TABLE mdl_user; --",
          "%s%n${jndi:ldap://x}",
          "x".repeat(70_000));
  private static final List<Long> NUMBERS =
      List.of(
          0L,
          1L,
          2L,
          5L,
          12L,
          -1L,
          (long) Integer.MAX_VALUE,
          1L << 32,
          Long.MAX_VALUE,
          Long.MIN_VALUE);
  private static final List<Integer> LEVELS =
      List.of(10, 30, 40, 50, 70, 80, 0, -1, 1, 1234, Integer.MAX_VALUE, Integer.MIN_VALUE);
  private static final List<String> SITES =
      List.of("", "", "", "", ServedSite.SITE_NAME, "x", "\0", "ß");

  private final Random random;

  WildMessages(Random random) {
    this.random = random;
  }

  Message requestOf(RawCall method) {
    return switch (method) {
      case CHECK ->
          CheckCapabilityRequest.newBuilder().setSite(pick(SITES)).setQuestion(question()).build();
      case EXPLAIN ->
          ExplainCapabilityRequest.newBuilder()
              .setSite(pick(SITES))
              .setQuestion(question())
              .build();
      case BATCH -> batch();
      case STREAM ->
          StreamCheckCapabilitiesRequest.newBuilder()
              .setRequestId(random.nextLong())
              .setBatch(batch())
              .build();
      case MATRIX -> matrix();
    };
  }

  private BatchCheckCapabilitiesRequest batch() {
    var batch = BatchCheckCapabilitiesRequest.newBuilder().setSite(pick(SITES));
    times(random.nextInt(8), () -> batch.addQuestions(question()));
    return batch.build();
  }

  private CheckCapabilityMatrixRequest matrix() {
    var matrix =
        CheckCapabilityMatrixRequest.newBuilder()
            .setSite(pick(SITES))
            .setUserId(number())
            .setIncludeRules(random.nextBoolean());
    times(random.nextInt(12), () -> matrix.addContexts(context()));
    times(random.nextInt(12), () -> matrix.addCapabilities(pick(NAMES)));
    if (random.nextInt(3) == 0) {
      matrix.setEnvironment(environment());
    }
    return matrix.build();
  }

  private CapabilityQuestion question() {
    var question = CapabilityQuestion.newBuilder().setUserId(number());
    if (random.nextInt(10) > 0) {
      question.setContext(context());
    }
    switch (random.nextInt(8)) {
      case 0 -> question.setAnyOf(list());
      case 1 -> question.setAllOf(list());
      case 2 -> question.clearAsked();
      default -> question.setCapability(pick(NAMES));
    }
    if (random.nextInt(2) == 0) {
      question.setEnvironment(environment());
    }
    return question.build();
  }

  private CapabilityList list() {
    var list = CapabilityList.newBuilder();
    int size = random.nextInt(20) == 0 ? 1_500 : random.nextInt(4);
    // The longest name would make the message too long here.
    times(size, () -> list.addCapabilities(NAMES.get(random.nextInt(NAMES.size() - 1))));
    return list.build();
  }

  private ContextReference context() {
    return switch (random.nextInt(6)) {
      case 0 -> ContextReference.getDefaultInstance();
      case 1 -> ContextReference.newBuilder().setId(number()).build();
      case 2 ->
          ContextReference.newBuilder()
              .setInstance(
                  ContextInstance.newBuilder().setLevel(pick(LEVELS)).setInstanceId(number()))
              .build();
      default -> ContextReference.newBuilder().setId(random.nextInt(56)).build();
    };
  }

  private Environment environment() {
    var environment =
        Environment.newBuilder()
            .setWithoutDoanything(random.nextBoolean())
            .setSubjectIsCurrentUser(random.nextBoolean());
    int roles = random.nextInt(20) == 0 ? 5_000 : random.nextInt(3);
    times(
        roles,
        () ->
            environment.addRoleSwitches(
                RoleSwitch.newBuilder().setContext(context()).setRoleId(number())));
    times(
        random.nextInt(20) == 0 ? 5_000 : random.nextInt(3),
        () ->
            environment.addTemporaryRoles(
                TemporaryRole.newBuilder().setContext(context()).setRoleId(number())));
    if (random.nextInt(4) == 0) {
      environment.setLoggedInAs(context());
    }
    return environment.build();
  }

  private long number() {
    return random.nextInt(8) == 0 ? random.nextLong() : pick(NUMBERS);
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static void times(int count, Runnable action) {
    IntStream.range(0, count).forEach(_ -> action.run());
  }
}
