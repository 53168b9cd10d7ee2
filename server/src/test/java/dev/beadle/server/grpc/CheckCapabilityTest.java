package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.all;
import static dev.beadle.server.grpc.Messages.any;
import static dev.beadle.server.grpc.Messages.check;
import static dev.beadle.server.grpc.Messages.in;
import static dev.beadle.server.grpc.Messages.one;
import static dev.beadle.server.grpc.Messages.switchTo;
import static dev.beadle.server.grpc.Messages.temporary;
import static dev.beadle.server.grpc.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.Contexts;
import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.moodle.SiteLoader.Loaded;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.Decision;
import dev.beadle.v1.Environment;
import dev.beadle.v1.Rule;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** One question over the wire, sentence by sentence of check.proto: CheckCapability. */
@TestInstance(Lifecycle.PER_CLASS)
final class CheckCapabilityTest {
  private static final long ADMIN = 2;
  private static final long TEACHER = 5;
  private static final long STUDENT = 12;
  private static final long STUDENT_ROLE = 5;
  private static final long MISSING_ROLE = 987_654;
  private static final long BIO_COURSE = 31;
  private static final long LAB_REPORT = 40;
  private static final long CS_COURSE = 33;
  private static final long CS_FORUM = 45;
  private static final String GRADE = "mod/assign:grade";
  private static final String REPLY = "mod/forum:replypost";
  private static final String RATE = "mod/forum:rate";
  private static final String UNKNOWN = "mod/none:such";

  private Loaded demo;
  private ServedSite served;

  @BeforeAll
  void serve() {
    demo = ServedSite.loadDemo();
    served = ServedSite.of(demo);
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** CheckCapability: the answer is the engine's, with its rule. */
  @Test
  void check_everyUserAndContextOfTheDemo_answersAsTheEngine() {
    PolicySnapshot snapshot = demo.snapshot();
    var engine = new DecisionPoint(new Resolver());
    List<String> names = List.of(GRADE, REPLY, RATE, "moodle/course:view", UNKNOWN);
    int asked = 0;
    for (long userId = 0; userId <= 25; userId++) {
      for (long contextId = 1; contextId <= 53; contextId++) {
        String name = names.get(asked++ % names.size());
        var query =
            new AccessQuery(
                userId,
                snapshot.contexts().find(contextId),
                snapshot.capabilities().find(name),
                dev.beadle.server.decision.Environment.DEFAULT);
        CapabilityQuestion question = one(userId, name, contextId);
        assertThat(decide(question))
            .as("%s", question)
            .isEqualTo(DecisionMapper.messageOf(engine.decide(snapshot, query)));
      }
    }
  }

  /** CapabilityQuestion.user_id: 0, the default, is a visitor. */
  @Test
  void check_noUserId_isAboutAVisitor() {
    var question =
        CapabilityQuestion.newBuilder()
            .setCapability(REPLY)
            .setContext(Contexts.id(CS_FORUM))
            .build();
    assertThat(decide(question)).isEqualTo(denied(Rule.RULE_GUEST_GUARD));
  }

  /** CapabilityQuestion.user_id: an id that does not exist, a negative one included, is denied. */
  @Test
  void check_userWhoDoesNotExist_isDenied() {
    for (long userId : new long[] {987_654, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32}) {
      assertThat(decide(one(userId, REPLY, CS_FORUM))).isEqualTo(denied(Rule.RULE_NO_SUCH_USER));
    }
  }

  /** CapabilityQuestion.asked: an unknown name is a denial, for administrators too. */
  @Test
  void check_unknownCapability_isDenied() {
    for (String name : List.of(UNKNOWN, "", " ", "MOD/forum:replypost", REPLY + " ", "ünknöwn")) {
      assertThat(decide(one(ADMIN, name, CS_FORUM)))
          .as("`%s`", name)
          .isEqualTo(denied(Rule.RULE_UNKNOWN_CAPABILITY));
    }
  }

  /** ContextReference: a context is the same by its id and by the thing that it belongs to. */
  @Test
  void check_contextByInstance_isTheSameContext() {
    assertThat(decide(one(TEACHER, GRADE, Contexts.module(5))))
        .isEqualTo(decide(one(TEACHER, GRADE, LAB_REPORT)))
        .isEqualTo(allowed(Rule.RULE_ROLE_ALLOWS));
    assertThat(decide(one(3, "moodle/site:readallmessages", Contexts.system())))
        .isEqualTo(allowed(Rule.RULE_ROLE_ALLOWS));
  }

  /** CheckService: an unknown context is NOT_FOUND, and the message names it. */
  @Test
  void check_unknownContext_isNotFound() {
    assertRefused(Status.Code.NOT_FOUND, () -> ask(one(ADMIN, REPLY, 999)))
        .contains("context.id")
        .contains("999");
    assertRefused(Status.Code.NOT_FOUND, () -> ask(one(ADMIN, REPLY, Contexts.course(77))))
        .contains("context.instance")
        .contains("77");
    assertRefused(Status.Code.NOT_FOUND, () -> ask(one(ADMIN, REPLY, Contexts.instance(1234, 1))))
        .contains("1234");
  }

  /** any_of: the first one allowed decides, and deciding_index says where it stands. */
  @Test
  void checkAny_oneAllowed_restsOnTheFirstAllowed() {
    assertThat(decide(any(STUDENT, CS_FORUM, UNKNOWN, GRADE, REPLY, RATE)))
        .isEqualTo(allowed(Rule.RULE_ROLE_ALLOWS).toBuilder().setDecidingIndex(2).build());
    assertThat(decide(any(STUDENT, CS_FORUM, REPLY, UNKNOWN)))
        .isEqualTo(allowed(Rule.RULE_ROLE_ALLOWS));
  }

  /** any_of: none allowed is a denial by the last one. */
  @Test
  void checkAny_noneAllowed_restsOnTheLast() {
    assertThat(decide(any(STUDENT, CS_FORUM, GRADE, GRADE, UNKNOWN)))
        .isEqualTo(denied(Rule.RULE_UNKNOWN_CAPABILITY).toBuilder().setDecidingIndex(2).build());
  }

  /** any_of: an empty list is denied, to administrators too. */
  @Test
  void checkAny_emptyList_isDenied() {
    assertThat(decide(any(ADMIN, CS_FORUM))).isEqualTo(denied(Rule.RULE_ANY_OF_NOTHING));
  }

  /** all_of: the first one denied decides. */
  @Test
  void checkAll_oneDenied_restsOnTheFirstDenied() {
    assertThat(decide(all(STUDENT, CS_FORUM, REPLY, UNKNOWN, GRADE)))
        .isEqualTo(denied(Rule.RULE_UNKNOWN_CAPABILITY).toBuilder().setDecidingIndex(1).build());
  }

  /** all_of: all allowed is allowed by the last one. */
  @Test
  void checkAll_allAllowed_restsOnTheLast() {
    assertThat(decide(all(STUDENT, CS_FORUM, REPLY, RATE, REPLY)))
        .isEqualTo(allowed(Rule.RULE_ROLE_ALLOWS).toBuilder().setDecidingIndex(2).build());
  }

  /** all_of: an empty list is allowed, to visitors too; the context must exist all the same. */
  @Test
  void checkAll_emptyList_isAllowed() {
    assertThat(decide(all(0, CS_FORUM))).isEqualTo(allowed(Rule.RULE_ALL_OF_NOTHING));
    assertRefused(Status.Code.NOT_FOUND, () -> ask(all(0, 999)));
  }

  /** Environment.without_doanything: true turns the administrators' shortcut off. */
  @Test
  void check_withoutDoanything_leavesAdministratorsToTheirRoles() {
    CapabilityQuestion question = one(ADMIN, GRADE, LAB_REPORT);
    assertThat(decide(question)).isEqualTo(allowed(Rule.RULE_SITE_ADMIN));
    assertThat(decide(in(Environment.newBuilder(), question)))
        .isEqualTo(allowed(Rule.RULE_SITE_ADMIN));
    assertThat(decide(in(Environment.newBuilder().setWithoutDoanything(true), question)))
        .isEqualTo(denied(Rule.RULE_NOTHING_ALLOWS));
  }

  /** Environment.role_switches: they count for the current user, in the context and below. */
  @Test
  void check_switchedRole_countsForTheCurrentUserOnly() {
    Environment.Builder switched =
        Environment.newBuilder().addRoleSwitches(switchTo(BIO_COURSE, STUDENT_ROLE));
    CapabilityQuestion question = one(TEACHER, GRADE, LAB_REPORT);
    assertThat(decide(in(switched, question))).isEqualTo(allowed(Rule.RULE_ROLE_ALLOWS));
    switched.setSubjectIsCurrentUser(true);
    assertThat(decide(in(switched, question))).isEqualTo(denied(Rule.RULE_NOTHING_ALLOWS));
    assertThat(decide(in(switched, one(STUDENT, REPLY, CS_FORUM))))
        .isEqualTo(allowed(Rule.RULE_ROLE_ALLOWS));
  }

  /** RoleSwitch.role_id: a role without definitions is allowed and gives nothing. */
  @Test
  void check_switchedToRoleWithoutDefinitions_givesNothing() {
    Environment.Builder switched =
        Environment.newBuilder()
            .setSubjectIsCurrentUser(true)
            .addRoleSwitches(switchTo(BIO_COURSE, MISSING_ROLE));
    assertThat(decide(in(switched, one(ADMIN, GRADE, LAB_REPORT))))
        .isEqualTo(denied(Rule.RULE_NOTHING_ALLOWS));
  }

  /** Environment.temporary_roles: they count for the current user only. */
  @Test
  void check_temporaryRole_countsForTheCurrentUserOnly() {
    Environment.Builder temporary =
        Environment.newBuilder().addTemporaryRoles(temporary(CS_COURSE, STUDENT_ROLE));
    CapabilityQuestion question = one(10, REPLY, CS_FORUM);
    assertThat(decide(in(temporary, question)).getAllowed()).isFalse();
    temporary.setSubjectIsCurrentUser(true);
    assertThat(decide(in(temporary, question))).isEqualTo(allowed(Rule.RULE_ROLE_ALLOWS));
  }

  /** Environment.logged_in_as: whatever lies outside it is denied. */
  @Test
  void check_loggedInAs_deniesWhatLiesOutside() {
    Environment.Builder bound = Environment.newBuilder().setLoggedInAs(Contexts.id(CS_COURSE));
    assertThat(decide(in(bound, one(ADMIN, GRADE, LAB_REPORT))))
        .isEqualTo(denied(Rule.RULE_OUTSIDE_LOGIN_AS));
    assertThat(decide(in(bound, one(STUDENT, REPLY, CS_FORUM))))
        .isEqualTo(allowed(Rule.RULE_ROLE_ALLOWS));
  }

  private Decision decide(CapabilityQuestion question) {
    return served.stub().checkCapability(check(question)).getDecision();
  }

  private void ask(CapabilityQuestion question) {
    assertThat(decide(question)).isNull();
  }

  private static Decision allowed(Rule rule) {
    return Decision.newBuilder().setAllowed(true).setRule(rule).build();
  }

  private static Decision denied(Rule rule) {
    return Decision.newBuilder().setRule(rule).build();
  }
}
