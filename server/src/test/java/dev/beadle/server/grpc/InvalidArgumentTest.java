package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.all;
import static dev.beadle.server.grpc.Messages.any;
import static dev.beadle.server.grpc.Messages.batch;
import static dev.beadle.server.grpc.Messages.check;
import static dev.beadle.server.grpc.Messages.explain;
import static dev.beadle.server.grpc.Messages.in;
import static dev.beadle.server.grpc.Messages.one;
import static dev.beadle.server.grpc.Messages.switchTo;
import static dev.beadle.server.grpc.Messages.temporary;
import static dev.beadle.server.grpc.Refusals.assertRefused;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.Contexts;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckResult;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.Environment;
import dev.beadle.v1.RoleSwitch;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.TemporaryRole;
import io.grpc.Status;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** CheckService: a malformed field is INVALID_ARGUMENT and named in the message, by any method. */
@TestInstance(Lifecycle.PER_CLASS)
final class InvalidArgumentTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final String LEGACY = "moodle/legacy:teacher";
  private static final CapabilityQuestion GOOD = one(12, REPLY, 45);

  private ServedSite served;

  /** A question that is refused, by which code, and what the message says. */
  record Bad(Status.Code code, String message, CapabilityQuestion question) {
    static Bad of(String message, CapabilityQuestion question) {
      return new Bad(INVALID_ARGUMENT, message, question);
    }

    @Override
    public String toString() {
      return message;
    }
  }

  /** Something wrong with the surroundings, which a matrix has, too. */
  record BadEnvironment(Status.Code code, String message, Environment environment) {
    @Override
    public String toString() {
      return message;
    }
  }

  @BeforeAll
  void serve() {
    served = ServedSite.demo();
  }

  @AfterAll
  void stop() {
    served.close();
  }

  static Stream<Bad> badQuestions() {
    Stream<Bad> ofFields =
        Stream.of(
            Bad.of("capability: required", CapabilityQuestion.getDefaultInstance()),
            Bad.of("capability: required", GOOD.toBuilder().clearAsked().build()),
            Bad.of("capability: legacy", one(12, LEGACY, 45)),
            Bad.of("capability: legacy", one(12, "moodle/legacy:", 45)),
            Bad.of("any_of", any(12, 45, REPLY, LEGACY)),
            Bad.of("all_of", all(12, 45, LEGACY)),
            Bad.of("context: required", GOOD.toBuilder().clearContext().build()),
            Bad.of("context: required", one(12, REPLY, ContextReference.getDefaultInstance())));
    Stream<Bad> ofContexts =
        badContexts("context").map(bad -> new Bad(bad.code, bad.message, withContext(bad)));
    Stream<Bad> ofEnvironments =
        badEnvironments()
            .map(bad -> new Bad(bad.code, bad.message, in(bad.environment.toBuilder(), GOOD)));
    return Stream.of(ofFields, ofContexts, ofEnvironments).flatMap(bad -> bad);
  }

  static Stream<BadEnvironment> badEnvironments() {
    Stream<BadEnvironment> ofRoles =
        Stream.of(
            bad("environment.role_switches.context: required", roleSwitch(b -> b.clearContext())),
            bad("environment.role_switches.role_id: 0", roleSwitch(b -> b.setRoleId(0))),
            bad("environment.role_switches.role_id: -7", roleSwitch(b -> b.setRoleId(-7))),
            bad(
                "environment.role_switches: second switch in context 33",
                currentUser()
                    .addRoleSwitches(switchTo(33, 5))
                    .addRoleSwitches(switchTo(31, 5))
                    .addRoleSwitches(switchTo(33, 5))),
            bad(
                "environment.role_switches: second switch in context 33",
                currentUser()
                    .addRoleSwitches(switchTo(33, 5))
                    .addRoleSwitches(
                        RoleSwitch.newBuilder().setContext(Contexts.course(4)).setRoleId(3))),
            bad("environment.temporary_roles.context: required", role(b -> b.clearContext())),
            bad("environment.temporary_roles.role_id: 0", role(b -> b.setRoleId(0))),
            bad(
                "environment.temporary_roles.role_id: " + Long.MIN_VALUE,
                role(b -> b.setRoleId(Long.MIN_VALUE))),
            bad(
                "environment.logged_in_as: required",
                currentUser().setLoggedInAs(ContextReference.getDefaultInstance())));
    Stream<BadEnvironment> ofSwitches =
        badContexts("environment.role_switches.context")
            .map(bad -> bad.in(roleSwitch(b -> b.setContext(bad.context))));
    Stream<BadEnvironment> ofTemporary =
        badContexts("environment.temporary_roles.context")
            .map(bad -> bad.in(role(b -> b.setContext(bad.context))));
    Stream<BadEnvironment> ofLoginAs =
        badContexts("environment.logged_in_as")
            .map(bad -> bad.in(currentUser().setLoggedInAs(bad.context)));
    return Stream.of(ofRoles, ofSwitches, ofTemporary, ofLoginAs).flatMap(bad -> bad);
  }

  /** Each field of a question, asked as a single question. */
  @ParameterizedTest
  @MethodSource("badQuestions")
  void check_malformedField_isRefusedByName(Bad bad) {
    assertRefused(bad.code, () -> assertThat(served.stub().checkCapability(check(bad.question))))
        .contains(bad.message);
  }

  /** The same in a batch: an error in its place, and the others are answered. */
  @ParameterizedTest
  @MethodSource("badQuestions")
  void batch_malformedField_isAnErrorInItsPlace(Bad bad) {
    assertOnlySecondRefused(
        bad,
        served.stub().batchCheckCapabilities(batch(GOOD, bad.question, GOOD)).getResultsList());
  }

  /** The same in a stream. */
  @ParameterizedTest
  @MethodSource("badQuestions")
  void stream_malformedField_isAnErrorInItsPlace(Bad bad) throws Exception {
    try (var stream = new OpenStream(served.channel())) {
      stream.send(
          StreamCheckCapabilitiesRequest.newBuilder()
              .setBatch(batch(GOOD, bad.question, GOOD))
              .build());
      assertOnlySecondRefused(bad, stream.receive().getBatch().getResultsList());
    }
  }

  /** The same for an explanation. */
  @ParameterizedTest
  @MethodSource("badQuestions")
  void explain_malformedField_isRefusedByName(Bad bad) {
    assertRefused(
            bad.code, () -> assertThat(served.stub().explainCapability(explain(bad.question))))
        .contains(bad.message);
  }

  /** The surroundings of a matrix are the same for every pair, so the whole is refused. */
  @ParameterizedTest
  @MethodSource("badEnvironments")
  void matrix_malformedEnvironment_isRefusedByName(BadEnvironment bad) {
    var request =
        Messages.matrix(12, List.of(45L), List.of(REPLY)).toBuilder()
            .setEnvironment(bad.environment)
            .build();
    assertRefused(bad.code, () -> assertThat(served.stub().checkCapabilityMatrix(request)))
        .contains(bad.message);
  }

  /** A column that cannot be asked for makes the whole matrix unanswerable. */
  @Test
  void matrix_legacyCapability_isRefusedByName() {
    CheckCapabilityMatrixRequest request =
        Messages.matrix(12, List.of(45L), List.of(REPLY, LEGACY));
    assertRefused(INVALID_ARGUMENT, () -> assertThat(served.stub().checkCapabilityMatrix(request)))
        .startsWith("capabilities: ")
        .contains(LEGACY);
  }

  private static void assertOnlySecondRefused(Bad bad, List<CheckResult> results) {
    assertThat(results).hasSize(3);
    assertThat(results.get(0).getDecision().getAllowed()).isTrue();
    assertThat(results.get(1).hasDecision()).isFalse();
    assertRefused(bad.code, results.get(1).getError()).contains(bad.message);
    assertThat(results.get(2)).isEqualTo(results.get(0));
  }

  /** What is wrong with a context, in any field that names one. */
  record BadContext(Status.Code code, String message, ContextReference context) {
    BadEnvironment in(Environment.Builder environment) {
      return new BadEnvironment(code, message, environment.build());
    }
  }

  private static Stream<BadContext> badContexts(String field) {
    return Stream.of(
        new BadContext(INVALID_ARGUMENT, field + ".id: 0 ", Contexts.id(0)),
        new BadContext(INVALID_ARGUMENT, field + ".id: -1 ", Contexts.id(-1)),
        new BadContext(INVALID_ARGUMENT, field + ".instance.level: 0 ", Contexts.instance(0, 1)),
        new BadContext(INVALID_ARGUMENT, field + ".instance.level: -50", Contexts.instance(-50, 2)),
        new BadContext(
            INVALID_ARGUMENT, field + ".instance.instance_id: -1", Contexts.instance(50, -1)),
        new BadContext(NOT_FOUND, field + ".id: no context", Contexts.id(Long.MAX_VALUE)),
        new BadContext(NOT_FOUND, field + ".instance: no context", Contexts.instance(50, 99)),
        new BadContext(NOT_FOUND, field + ".instance: no context", Contexts.instance(10, 1)));
  }

  private static CapabilityQuestion withContext(BadContext bad) {
    return one(12, REPLY, bad.context);
  }

  private static BadEnvironment bad(String message, Environment.Builder environment) {
    return new BadEnvironment(INVALID_ARGUMENT, message, environment.build());
  }

  private static Environment.Builder currentUser() {
    return Environment.newBuilder().setSubjectIsCurrentUser(true);
  }

  private static Environment.Builder roleSwitch(UnaryOperator<RoleSwitch.Builder> change) {
    return currentUser().addRoleSwitches(change.apply(switchTo(33, 5).toBuilder()));
  }

  private static Environment.Builder role(UnaryOperator<TemporaryRole.Builder> change) {
    return currentUser().addTemporaryRoles(change.apply(temporary(33, 5).toBuilder()));
  }
}
