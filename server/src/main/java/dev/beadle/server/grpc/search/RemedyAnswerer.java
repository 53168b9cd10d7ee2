package dev.beadle.server.grpc.search;

import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.Names;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.grpc.DecisionMapper;
import dev.beadle.server.grpc.ExplanationMapper;
import dev.beadle.server.grpc.FieldChecks;
import dev.beadle.server.grpc.PreviewMessages;
import dev.beadle.server.grpc.QuestionMapper;
import dev.beadle.server.impact.Remedies;
import dev.beadle.server.impact.Remedy;
import dev.beadle.server.impact.RemedyEdit;
import dev.beadle.server.impact.RemedyEdit.AllowPermission;
import dev.beadle.server.impact.RemedyEdit.AssignRole;
import dev.beadle.server.impact.RemedyEdit.RemovePermission;
import dev.beadle.server.impact.RemedyEdit.Unlock;
import dev.beadle.server.impact.RemedyQuestion;
import dev.beadle.server.impact.RemedyReport;
import dev.beadle.v1.ExplainedContext;
import dev.beadle.v1.Remedy.AllowPermissionRemedy;
import dev.beadle.v1.Remedy.AssignRoleRemedy;
import dev.beadle.v1.Remedy.RemovePermissionRemedy;
import dev.beadle.v1.Remedy.UnlockRemedy;
import dev.beadle.v1.WhatWouldChangeRequest;
import dev.beadle.v1.WhatWouldChangeResponse;

/** Answers what would change a denial. Thread-safe. */
final class RemedyAnswerer {
  private static final int DEFAULT_LIMIT = 10;
  private static final int MAX_LIMIT = 100;

  /** Answers. */
  WhatWouldChangeResponse whatWouldChange(SearchFacts facts, WhatWouldChangeRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    String capability = FieldChecks.requireName(request.getCapability(), "capability");
    int _ = Names.capability(snapshot, capability, "capability");
    var question =
        new RemedyQuestion(
            request.getUserId(),
            QuestionMapper.contextOf(snapshot, request.getContext(), "context"),
            capability,
            limitIn(request.getLimit()),
            !request.getWithoutImpact());
    RemedyReport report =
        Remedies.of(
            snapshot,
            question,
            () -> {
              facts.checkpoint().pass();
              return false;
            });
    var answer = WhatWouldChangeResponse.newBuilder();
    report.remedies().forEach(remedy -> answer.addRemedies(messageOf(snapshot, remedy)));
    return answer
        .setDecision(DecisionMapper.messageOf(report.decision()))
        .setFoundCount(report.found())
        .setCut(report.isCut())
        .setObstacle(report.obstacle())
        .setFreshness(facts.freshness())
        .build();
  }

  private static int limitIn(int limit) {
    if (limit < 0 || limit > MAX_LIMIT) {
      throw new InvalidQueryException(
          "limit: " + limit + " (expected: 1 to " + MAX_LIMIT + ", or 0 for the usual one)");
    }
    return limit == 0 ? DEFAULT_LIMIT : limit;
  }

  private static dev.beadle.v1.Remedy messageOf(PolicySnapshot snapshot, Remedy remedy) {
    RemedyEdit edit = remedy.edit();
    ExplainedContext where =
        new ExplanationMapper(snapshot).messageOf(snapshot.contexts().find(edit.contextId()));
    String role =
        edit.roleId() == 0
            ? ""
            : snapshot.roles().shortNameOf(snapshot.roles().find(edit.roleId()));
    var message = dev.beadle.v1.Remedy.newBuilder();
    if (remedy.totals() != null) {
      message.setImpact(PreviewMessages.messageOf(remedy.totals()));
    }
    String at = where.getName() + " (" + where.getId() + ")";
    switch (edit) {
      case AssignRole _ ->
          message
              .setAssignRole(
                  AssignRoleRemedy.newBuilder()
                      .setRoleId(edit.roleId())
                      .setRoleShortName(role)
                      .setContext(where))
              .setText("assign the role " + role + " in " + at);
      case AllowPermission _ ->
          message
              .setAllowPermission(
                  AllowPermissionRemedy.newBuilder()
                      .setRoleId(edit.roleId())
                      .setRoleShortName(role)
                      .setContext(where))
              .setText("let the role " + role + " allow it in " + at);
      case RemovePermission(var removed) ->
          message
              .setRemovePermission(
                  RemovePermissionRemedy.newBuilder()
                      .setRoleId(edit.roleId())
                      .setRoleShortName(role)
                      .setContext(where)
                      .setPermission(removed.permission()))
              .setText("take back what the role " + role + " says in " + at);
      case Unlock _ ->
          message.setUnlock(UnlockRemedy.newBuilder().setContext(where)).setText("unlock " + at);
    }
    return message.build();
  }
}
