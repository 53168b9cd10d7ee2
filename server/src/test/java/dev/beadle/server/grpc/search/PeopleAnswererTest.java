package dev.beadle.server.grpc.search;

import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.VIEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.grpc.ServedSite;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.TestSite;
import dev.beadle.v1.CapabilityAnswer;
import dev.beadle.v1.CapableContext;
import dev.beadle.v1.CapableUser;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.Environment;
import dev.beadle.v1.RoleSwitch;
import dev.beadle.v1.Rule;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import dev.beadle.v1.TemporaryRole;
import dev.beadle.v1.WhatCanRequest;
import dev.beadle.v1.WhatCanResponse;
import dev.beadle.v1.WhereCanRequest;
import dev.beadle.v1.WhereCanResponse;
import dev.beadle.v1.WhoCanRequest;
import dev.beadle.v1.WhoCanResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who can, where can and what can, over a real connection (§9, §17, §6). */
final class PeopleAnswererTest {
  private static final int OTHERS = 25;

  private final TestSite site =
      TestSite.classroom()
          .course("lab", "cat")
          .role("student")
          .role("tutor")
          .allow("student", "system", VIEW)
          .allow("tutor", "system", VIEW)
          .allow("tutor", "course", REPLY)
          .assign("ann", "student", "course")
          .assign("bob", "tutor", "cat")
          .assign("bob", "student", "cat");

  private ServedSite served = ServedSite.empty();
  private ManagedChannel channel =
      Grpc.newChannelBuilder(served.target(), InsecureChannelCredentials.create()).build();

  @BeforeEach
  void serve() {
    for (int i = 0; i < OTHERS; i++) {
      site.assign("other" + i, "student", "forum");
    }
    served.server().publish(site.load());
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    served.close();
  }

  /** §9: by id, each with the roles that give it, in order. */
  @Test
  void whoCan_severalRoles_namesThemAscending() {
    WhoCanResponse answer = stub().whoCan(whoCan("course", VIEW).build());
    assertThat(answer.getUsersList())
        .containsExactly(
            CapableUser.newBuilder()
                .setUserId(site.userId("ann"))
                .addRoleIds(site.roleId("student"))
                .build(),
            CapableUser.newBuilder()
                .setUserId(site.userId("bob"))
                .addRoleIds(Math.min(site.roleId("student"), site.roleId("tutor")))
                .addRoleIds(Math.max(site.roleId("student"), site.roleId("tutor")))
                .build());
    assertThat(answer.getTotalSize()).isEqualTo(2);
    assertThat(answer.getNextPageToken()).isEmpty();
    assertThat(answer.getFreshness().getRevision()).isEqualTo(Oracle.REVISION.token());
  }

  /** §9.7: consistent, the administrator too, who needs no role. */
  @Test
  void whoCan_consistent_namesTheAdministrator() {
    var request = whoCan("course", REPLY).setConsistent(true);
    CapableUser admin = stub().whoCan(request.build()).getUsers(0);
    assertThat(admin.getUserId()).isEqualTo(2);
    assertThat(admin.getSiteAdmin()).isTrue();
    assertThat(admin.getRoleIdsCount()).isZero();
    assertThat(stub().whoCan(request.setWithoutDoanything(true).build()).getUsersList())
        .extracting(CapableUser::getUserId)
        .containsExactly(site.userId("bob"));
  }

  /** §9.8: groups, viewers of all of them, and exceptions. */
  @Test
  void whoCan_filter_isApplied() {
    var request = whoCan("course", VIEW).addExceptUserIds(site.userId("ann"));
    assertThat(stub().whoCan(request.build()).getTotalSize()).isOne();
    assertThat(stub().whoCan(request.addGroupIds(3).build()).getTotalSize()).isZero();
    assertThat(stub().whoCan(request.setUseViewAllGroups(true).build()).getTotalSize()).isZero();
  }

  /** Contract: pages add up, and each is about the facts of the first one. */
  @Test
  void whoCan_pagesWhileTheSiteChanges_areAboutTheFirstFacts() {
    var request = whoCan("forum", VIEW).setPageSize(10);
    List<Long> ids = new ArrayList<>();
    WhoCanResponse page = stub().whoCan(request.build());
    page.getUsersList().forEach(user -> ids.add(user.getUserId()));
    while (!page.getNextPageToken().isEmpty()) {
      page = stub().whoCan(request.setPageToken(page.getNextPageToken()).build());
      assertThat(page.getTotalSize()).isEqualTo(OTHERS + 2);
      page.getUsersList().forEach(user -> ids.add(user.getUserId()));
    }
    assertThat(ids).isSorted().doesNotHaveDuplicates().hasSize(OTHERS + 2);
  }

  /** Contract: a page whose facts are gone is ABORTED, one of another question is refused. */
  @Test
  void whoCan_staleOrForeignToken_isRefused() {
    WhoCanResponse first = stub().whoCan(whoCan("forum", VIEW).setPageSize(10).build());
    var foreign =
        whoCan("course", VIEW).setPageSize(10).setPageToken(first.getNextPageToken()).build();
    assertThatThrownBy(() -> stub().whoCan(foreign))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("INVALID_ARGUMENT: page_token");
    try (ServedSite other = ServedSite.of(site.load())) {
      ManagedChannel elsewhere =
          Grpc.newChannelBuilder(other.target(), InsecureChannelCredentials.create()).build();
      var request =
          whoCan("forum", VIEW).setPageSize(10).setPageToken(first.getNextPageToken()).build();
      assertThatThrownBy(() -> SearchServiceGrpc.newBlockingStub(elsewhere).whoCan(request))
          .hasMessageStartingWith("INVALID_ARGUMENT: page_token");
      elsewhere.shutdownNow();
    }
    served.server().publish(ServedSite.loadDemo());
    var stale =
        whoCan("forum", VIEW).setPageSize(10).setPageToken(first.getNextPageToken()).build();
    assertThatThrownBy(() -> stub().whoCan(stale))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("ABORTED: page_token");
  }

  /** Contract: what is missing or too much is refused by its name. */
  @Test
  void whoCan_badRequests_nameTheField() {
    assertRefused(
        "INVALID_ARGUMENT: capabilities: required",
        () -> stub().whoCan(WhoCanRequest.newBuilder().setContext(context("forum")).build()));
    assertRefused(
        "INVALID_ARGUMENT: context: required",
        () -> stub().whoCan(WhoCanRequest.newBuilder().addCapabilities(VIEW).build()));
    assertRefused(
        "INVALID_ARGUMENT: capabilities: legacy",
        () -> stub().whoCan(whoCan("forum", "moodle/legacy:admin").build()));
    assertRefused(
        "NOT_FOUND: context",
        () ->
            stub()
                .whoCan(
                    whoCan("forum", VIEW)
                        .setContext(ContextReference.newBuilder().setId(987_654))
                        .build()));
    var tooMany = whoCan("forum", VIEW);
    IntStream.range(0, 1_001).forEach(i -> tooMany.addCapabilities("mod/forum:c" + i));
    assertRefused("RESOURCE_EXHAUSTED: capabilities", () -> stub().whoCan(tooMany.build()));
    var tooManyIds = whoCan("forum", VIEW);
    IntStream.range(0, 10_001).forEach(tooManyIds::addExceptUserIds);
    assertRefused("RESOURCE_EXHAUSTED: except_user_ids", () -> stub().whoCan(tooManyIds.build()));
  }

  /** Contract: a call that nobody waits for is not answered. */
  @Test
  void whoCan_deadlineOver_isEnded() {
    assertThatThrownBy(() ->
            SearchServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(-1, TimeUnit.SECONDS)
                .whoCan(whoCan("forum", VIEW).build()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("DEADLINE_EXCEEDED");
  }

  /** §17: Moodle's list: categories, then courses; or nowhere. */
  @Test
  void whereCan_moodlesList_isByLevelAndThing() {
    WhereCanResponse answer = stub().whereCan(whereCan("bob", VIEW).build());
    assertThat(answer.getContextsList())
        .extracting(CapableContext::getContextId)
        .containsExactly(site.contextId("cat"), site.contextId("course"), site.contextId("lab"));
    assertThat(answer.getContexts(0).getLevel()).isEqualTo(40);
    assertThat(answer.getContexts(1).getLevel()).isEqualTo(50);
    assertThat(answer.getContexts(1).getInstanceId())
        .isLessThan(answer.getContexts(2).getInstanceId());
    assertThat(stub().whereCan(whereCan("bob", VIEW).addLevels(50).build()).getTotalSize())
        .isEqualTo(2);
    assertThat(stub().whereCan(whereCan("ann", REPLY).build()).getNowhere()).isTrue();
    WhereCanResponse inForum = stub().whereCan(whereCan("other3", VIEW).build());
    assertThat(inForum.getNowhere()).isFalse();
    assertThat(inForum.getTotalSize()).isZero();
  }

  /** §7: consistent, all contexts, or those of the levels asked for. */
  @Test
  void whereCan_consistent_isEveryContext() {
    var request = whereCan("bob", REPLY).setConsistent(true);
    assertThat(stub().whereCan(request.build()).getContextsList())
        .extracting(CapableContext::getContextId)
        .containsExactly(site.contextId("course"), site.contextId("forum"));
    WhereCanResponse modules = stub().whereCan(request.addLevels(70).setPageSize(1).build());
    assertThat(modules.getContexts(0).getContextId()).isEqualTo(site.contextId("forum"));
    assertThat(modules.getTotalSize()).isOne();
  }

  /** §17: temporary roles count for both, switched ones for checks only. */
  @Test
  void whereCan_session_isThatOfACheck() {
    var environment =
        Environment.newBuilder()
            .setSubjectIsCurrentUser(true)
            .addTemporaryRoles(
                TemporaryRole.newBuilder()
                    .setContext(context("lab"))
                    .setRoleId(site.roleId("student")))
            .addRoleSwitches(RoleSwitch.newBuilder().setContext(context("cat")).setRoleId(987_654));
    var request = whereCan("ann", VIEW).addLevels(50).setEnvironment(environment);
    assertThat(stub().whereCan(request.build()).getTotalSize()).isEqualTo(2);
    assertThat(stub().whereCan(request.setConsistent(true).build()).getTotalSize()).isZero();
  }

  /** Contract: what is missing or makes no sense is refused by its name. */
  @Test
  void whereCan_badRequests_nameTheField() {
    assertRefused(
        "INVALID_ARGUMENT: capability: required",
        () -> stub().whereCan(WhereCanRequest.getDefaultInstance()));
    assertRefused(
        "INVALID_ARGUMENT: levels: 70",
        () -> stub().whereCan(whereCan("bob", VIEW).addLevels(70).build()));
    assertRefused(
        "INVALID_ARGUMENT: levels: 0",
        () -> stub().whereCan(whereCan("bob", VIEW).setConsistent(true).addLevels(0).build()));
  }

  /** §6, §7: by name, each with its rule and risks. */
  @Test
  void whatCan_all_isEveryCapabilityWithItsRule() {
    var request = whatCan("bob", "forum").setIncludeDenied(true);
    WhatCanResponse answer = stub().whatCan(request.build());
    assertThat(answer.getCapabilitiesList())
        .extracting(CapabilityAnswer::getCapability)
        .containsExactly(REPLY, VIEW, TestSite.MANAGE_LOCKS);
    assertThat(answer.getCapabilitiesList())
        .extracting(one -> one.getDecision().getRule())
        .containsExactly(Rule.RULE_ROLE_ALLOWS, Rule.RULE_ROLE_ALLOWS, Rule.RULE_NOTHING_ALLOWS);
    assertThat(answer.getAllowedCount()).isEqualTo(2);
    assertThat(answer.getLookedAtCount()).isEqualTo(3);
    assertThat(answer.getCapabilities(0).getRisks()).isEqualTo(16);
  }

  /** §1: only what is allowed, unless wanted otherwise, and only with the risks asked for. */
  @Test
  void whatCan_risks_leaveTheOthersOut() {
    assertThat(stub().whatCan(whatCan("bob", "forum").build()).getCapabilitiesList())
        .extracting(CapabilityAnswer::getCapability)
        .containsExactly(REPLY, VIEW);
    WhatCanResponse risky = stub().whatCan(whatCan("ann", "forum").setRisks(16 | 4).build());
    assertThat(risky.getCapabilitiesList()).isEmpty();
    assertThat(risky.getAllowedCount()).isZero();
    assertThat(risky.getLookedAtCount()).isOne();
    assertRefused(
        "INVALID_ARGUMENT: risks",
        () -> stub().whatCan(whatCan("ann", "forum").setRisks(-1).build()));
    assertRefused(
        "INVALID_ARGUMENT: context: required",
        () -> stub().whatCan(WhatCanRequest.getDefaultInstance()));
  }

  private static void assertRefused(String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith(message);
  }

  private SearchServiceBlockingStub stub() {
    return SearchServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(ServedSite.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private WhoCanRequest.Builder whoCan(String context, String capability) {
    return WhoCanRequest.newBuilder().setContext(context(context)).addCapabilities(capability);
  }

  private WhereCanRequest.Builder whereCan(String user, String capability) {
    return WhereCanRequest.newBuilder().setUserId(site.userId(user)).setCapability(capability);
  }

  private WhatCanRequest.Builder whatCan(String user, String context) {
    return WhatCanRequest.newBuilder().setUserId(site.userId(user)).setContext(context(context));
  }

  private ContextReference context(String name) {
    return ContextReference.newBuilder().setId(site.contextId(name)).build();
  }
}
