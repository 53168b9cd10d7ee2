package dev.beadle.server.grpc.search;

import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.UNKNOWN;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.client.Contexts;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.server.testing.TestSite;
import dev.beadle.v1.Remedy;
import dev.beadle.v1.Remedy.EditCase;
import dev.beadle.v1.Rule;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.WhatWouldChangeRequest;
import dev.beadle.v1.WhatWouldChangeResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What would change a denial, over a real connection. */
@TestInstance(Lifecycle.PER_CLASS)
final class RemedyServedTest {
  private final TestSite site =
      classroom()
          .module("quiz", "course")
          .role("student")
          .role("teacher")
          .allow("teacher", SYSTEM, VIEW)
          .allow("teacher", SYSTEM, REPLY)
          .allow("student", SYSTEM, VIEW)
          .allow("student", SYSTEM, REPLY)
          .prohibit("student", "forum", VIEW)
          .lock("quiz")
          .assign("ann", "student", "course")
          .assign("tim", "teacher", "course")
          .changeUser("tina", "deleted", "0");

  private ServedSite served;

  @BeforeAll
  void serve() {
    served = ServedSite.of(site.snapshot());
  }

  @AfterAll
  void stop() {
    served.close();
  }

  private WhatWouldChangeRequest.Builder question(String capability, String context) {
    return WhatWouldChangeRequest.newBuilder()
        .setUserId(site.userId("ann"))
        .setCapability(capability)
        .setContext(Contexts.id(site.contextId(context)));
  }

  private WhatWouldChangeResponse ask(WhatWouldChangeRequest.Builder request) {
    return SearchServiceGrpc.newBlockingStub(served.channel())
        .withDeadlineAfter(ServedSite.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .whatWouldChange(request.build());
  }

  /** §7.3: the prohibit in the way, with what its removal opens besides. */
  @Test
  void whatWouldChange_prohibit_tellsItsRemoval() {
    WhatWouldChangeResponse answer = ask(question(VIEW, "forum"));
    assertThat(answer.getDecision().getRule()).isEqualTo(Rule.RULE_ROLE_PROHIBITS);
    assertThat(answer.getFoundCount()).isEqualTo(2);
    assertThat(answer.getRemediesList())
        .extracting(Remedy::getEditCase)
        .containsExactly(EditCase.REMOVE_PERMISSION, EditCase.ALLOW_PERMISSION);
    Remedy removal = answer.getRemedies(0);
    assertThat(removal.getRemovePermission().getRoleShortName()).isEqualTo("student");
    assertThat(removal.getRemovePermission().getPermission()).isEqualTo(-1000);
    assertThat(removal.getRemovePermission().getContext().getId())
        .isEqualTo(site.contextId("forum"));
    assertThat(removal.getImpact().getGains()).isOne();
    assertThat(removal.getText()).startsWith("take back what the role student says in Module");
    assertThat(answer.getObstacle()).isEmpty();
    assertThat(answer.getCut()).isFalse();
  }

  /** §6.7: a lock. */
  @Test
  void whatWouldChange_locked_tellsTheUnlock() {
    WhatWouldChangeResponse answer = ask(question(REPLY, "quiz"));
    assertThat(answer.getRemediesCount()).isOne();
    assertThat(answer.getRemedies(0).getUnlock().getContext().getId())
        .isEqualTo(site.contextId("quiz"));
    assertThat(answer.getRemedies(0).getText()).startsWith("unlock Module");
  }

  /** §7: roles to be assigned; the limit cuts what is told, and the effect may be left out. */
  @Test
  void whatWouldChange_limitWithoutImpact_tellsSomeWithoutTotals() {
    var request = question(VIEW, "course").setUserId(site.userId("tina"));
    WhatWouldChangeResponse all = ask(request.setLimit(100));
    assertThat(all.getRemediesCount()).isEqualTo(all.getFoundCount()).isEqualTo(6);
    assertThat(all.getRemediesList()).allMatch(Remedy::hasImpact);
    assertThat(all.getRemediesList()).allMatch(Remedy::hasAssignRole);
    WhatWouldChangeResponse some = ask(request.setLimit(2).setWithoutImpact(true));
    assertThat(some.getFoundCount()).isEqualTo(6);
    assertThat(some.getRemediesList()).hasSize(2).noneMatch(Remedy::hasImpact);
  }

  /** What is allowed, or by no edit could be. */
  @Test
  void whatWouldChange_nothingToDo_saysSo() {
    WhatWouldChangeResponse allowed = ask(question(VIEW, "course"));
    assertThat(allowed.getDecision().getAllowed()).isTrue();
    assertThat(allowed.getRemediesCount()).isZero();
    WhatWouldChangeResponse unknown = ask(question(UNKNOWN, "course"));
    assertThat(unknown.getFoundCount()).isZero();
    assertThat(unknown.getObstacle()).contains("no such capability");
  }

  /** Bad questions are refused by the name of the field. */
  @Test
  void whatWouldChange_badQuestions_areRefused() {
    assertThatThrownBy(() -> ask(question("", "course")))
        .hasMessageContaining("INVALID_ARGUMENT: capability: required");
    assertThatThrownBy(() -> ask(question("moodle/legacy:admin", "course")))
        .hasMessageContaining("INVALID_ARGUMENT: capability: ");
    assertThatThrownBy(() -> ask(question(VIEW, "course").clearContext()))
        .hasMessageContaining("INVALID_ARGUMENT: context: required");
    assertThatThrownBy(() -> ask(question(VIEW, "course").setContext(Contexts.id(999_999))))
        .hasMessageContaining("NOT_FOUND");
    for (int limit : new int[] {-1, 101}) {
      assertThatThrownBy(() -> ask(question(VIEW, "course").setLimit(limit)))
          .hasMessageContaining("INVALID_ARGUMENT: limit: " + limit);
    }
  }
}
