package dev.beadle.server.grpc.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.client.Contexts;
import dev.beadle.server.grpc.AdminServed;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.v1.CompareRequest;
import dev.beadle.v1.CompareResponse;
import dev.beadle.v1.ComparedCapability;
import dev.beadle.v1.ComparedSide;
import dev.beadle.v1.Consistency;
import dev.beadle.v1.Environment;
import dev.beadle.v1.Rule;
import dev.beadle.v1.SearchServiceGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Comparisons, asked of a running server whose site changes (§6, §7). */
@TestInstance(Lifecycle.PER_CLASS)
final class ServedComparisonTest {
  private static final long STUDENT = 12;
  private static final long FORUM = 45;

  /** course_categories.id of one that is made next. */
  private static final long NEXT_CATEGORY = 5;

  private static final String RATE = "mod/forum:rate";

  private AdminServed served;

  @BeforeAll
  void serve() {
    served = AdminServed.demo();
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** §7: two contexts for a user, with the rule on either side. */
  @Test
  void compare_twoContexts_tellsTheDifference() {
    CompareResponse answer = ask(user(STUDENT, 31), user(STUDENT, FORUM));
    assertThat(answer.getDifferencesList())
        .extracting(ComparedCapability::getCapability)
        .containsExactly(RATE);
    assertThat(answer.getDifferences(0).getLeft().getRule()).isEqualTo(Rule.RULE_NOTHING_ALLOWS);
    assertThat(answer.getDifferences(0).getRight().getRule()).isEqualTo(Rule.RULE_ROLE_ALLOWS);
    assertThat(answer.getOnlyRightCount()).isEqualTo(1);
    assertThat(answer.getOnlyLeftCount()).isZero();
    assertThat(answer.getBothCount()).isGreaterThan(100);
    assertThat(answer.getLeftFreshness().getRevision())
        .isEqualTo(answer.getRightFreshness().getRevision());
  }

  /** §7: two roles. */
  @Test
  void compare_twoRoles_tellsTheDifference() {
    CompareResponse answer = ask(role(3, 31), role(4, 31));
    assertThat(answer.getDifferencesList())
        .extracting(ComparedCapability::getCapability)
        .contains("block/html:addinstance")
        .isSorted();
    assertThat(ask(role(4, 31), role(4, 31)).getDifferencesCount()).isZero();
  }

  /** §1: only capabilities with a risk. */
  @Test
  void compare_risks_leavesOthersOut() {
    CompareResponse answer =
        stub()
            .compare(
                CompareRequest.newBuilder()
                    .setLeft(user(2, 31))
                    .setRight(user(STUDENT, 31))
                    .setRisks(4)
                    .build());
    assertThat(answer.getDifferencesList()).isNotEmpty().allMatch(one -> (one.getRisks() & 4) != 0);
  }

  /** House, "The way of one change": two revisions of one site; a context may be new. */
  @Test
  void compare_twoRevisions_tellsWhatHasChanged() {
    String before =
        ask(user(STUDENT, FORUM), user(STUDENT, FORUM)).getLeftFreshness().getRevision();
    String after =
        served
            .admin()
            .apply(
                AdminServed.batch(
                        AdminServed.ADMIN,
                        "{\"setCapability\": {\"capability\": \""
                            + RATE
                            + "\", \"roleId\": 5,"
                            + " \"context\": {\"id\": 45}, \"permission\": \"PROHIBIT\","
                            + " \"overwrite\": true}}",
                        "{\"createCategory\": {\"name\": \"New\"}}")
                    .build())
            .getRevision();
    CompareResponse answer = ask(at(user(STUDENT, FORUM), before), at(user(STUDENT, FORUM), after));
    assertThat(answer.getDifferencesList())
        .extracting(ComparedCapability::getCapability)
        .containsExactly(RATE);
    assertThat(answer.getDifferences(0).getRight().getRule()).isEqualTo(Rule.RULE_ROLE_PROHIBITS);
    assertThat(answer.getLeftFreshness().getRevision()).isEqualTo(before);
    assertThat(answer.getRightFreshness().getRevision()).isEqualTo(after);
    ComparedSide.Builder inTheNewOne =
        ComparedSide.newBuilder()
            .setUserId(AdminServed.ADMIN)
            .setContext(Contexts.instance(40, NEXT_CATEGORY));
    CompareResponse inNew = ask(at(inTheNewOne.clone(), before), at(inTheNewOne.clone(), after));
    assertThat(inNew.getBothCount()).isZero();
    assertThat(inNew.getOnlyRightCount()).isGreaterThan(100);
    assertThat(inNew.getDifferences(0).getLeft().getRule()).isEqualTo(Rule.RULE_BROKEN_CONTEXT);
  }

  /** House, "The edges": a bad question is told by its field. */
  @Test
  void compare_badQuestions_areToldByTheirField() {
    ComparedSide.Builder nobody = ComparedSide.newBuilder().setContext(Contexts.id(31));
    assertRefused(nobody, user(2, 31), Status.Code.INVALID_ARGUMENT, "left: required");
    assertRefused(
        user(2, 31), role(5, 31), Status.Code.INVALID_ARGUMENT, "right: asks about a role");
    assertRefused(
        role(4711, 31), role(4711, 31), Status.Code.INVALID_ARGUMENT, "no role has the id 4711");
    assertRefused(
        role(5, 31).setEnvironment(Environment.newBuilder().setWithoutDoanything(true)),
        role(5, 31),
        Status.Code.INVALID_ARGUMENT,
        "left.environment: of users only");
    assertRefused(user(2, 999_999), user(2, 999_999), Status.Code.NOT_FOUND, "no such context");
    assertRefused(
        user(2, 31).clearContext(),
        user(2, 31),
        Status.Code.INVALID_ARGUMENT,
        "left.context: required");
  }

  private void assertRefused(
      ComparedSide.Builder left, ComparedSide.Builder right, Status.Code code, String message) {
    assertThatThrownBy(() -> ask(left, right))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> assertThat(refused.getStatus().getCode()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private CompareResponse ask(ComparedSide.Builder left, ComparedSide.Builder right) {
    return stub().compare(CompareRequest.newBuilder().setLeft(left).setRight(right).build());
  }

  private SearchServiceGrpc.SearchServiceBlockingStub stub() {
    return SearchServiceGrpc.newBlockingStub(served.served().channel())
        .withDeadlineAfter(ServedSite.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static ComparedSide.Builder user(long userId, long contextId) {
    return ComparedSide.newBuilder().setUserId(userId).setContext(Contexts.id(contextId));
  }

  private static ComparedSide.Builder role(long roleId, long contextId) {
    return ComparedSide.newBuilder().setRoleId(roleId).setContext(Contexts.id(contextId));
  }

  private static ComparedSide.Builder at(ComparedSide.Builder side, String revision) {
    return side.setConsistency(Consistency.newBuilder().setAtRevision(revision));
  }
}
