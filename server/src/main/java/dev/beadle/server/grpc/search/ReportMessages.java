package dev.beadle.server.grpc.search;

import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.grpc.ExplanationMapper;
import dev.beadle.server.search.reports.CapabilityOverview;
import dev.beadle.server.search.reports.HygieneFinding;
import dev.beadle.server.search.reports.HygieneKind;
import dev.beadle.server.search.reports.RiskHolding;
import dev.beadle.server.search.reports.SecurityCheck;
import dev.beadle.server.search.reports.SecurityFinding;
import dev.beadle.server.search.reports.SecurityResult;
import dev.beadle.server.search.reports.SecurityStatus;
import dev.beadle.v1.CapabilityOverviewNode;
import dev.beadle.v1.ExplainedContext;
import dev.beadle.v1.RoleReference;
import dev.beadle.v1.SecurityCheckResult;
import dev.beadle.v1.StoredRolePermission;

/** Turns reports into their messages. Immutable and so thread-safe. */
final class ReportMessages {
  private final PolicySnapshot snapshot;
  private final ExplanationMapper contexts;

  ReportMessages(PolicySnapshot snapshot) {
    this.snapshot = snapshot;
    this.contexts = new ExplanationMapper(snapshot);
  }

  SecurityCheckResult messageOf(SecurityResult result) {
    var message =
        SecurityCheckResult.newBuilder()
            .setCheck(messageOf(result.check()))
            .setStatus(messageOf(result.status()))
            .setCount(result.count())
            .setSummary(result.summary());
    if (result.roleId() != 0) {
      message.setRole(roleOf(result.roleId(), snapshot.contexts().system()));
    }
    return message.build();
  }

  dev.beadle.v1.SecurityFinding messageOf(SecurityFinding finding) {
    var message =
        dev.beadle.v1.SecurityFinding.newBuilder()
            .setUserId(finding.userId())
            .setCapability(finding.capability());
    if (finding.roleId() != 0) {
      int context = snapshot.contexts().find(finding.contextId());
      message.setRole(
          roleOf(
              finding.roleId(),
              context == ContextTree.ABSENT ? snapshot.contexts().system() : context));
    }
    if (finding.contextId() != 0) {
      message.setContext(contextOf(finding.contextId()));
    }
    return message.build();
  }

  CapabilityOverviewNode messageOf(CapabilityOverview.Node node) {
    var message =
        CapabilityOverviewNode.newBuilder()
            .setContext(contextOf(node.contextId()))
            .addAllChildContextIds(node.childIds());
    node.permissions()
        .forEach((roleId, permission) ->
            message.addPermissions(
                StoredRolePermission.newBuilder().setRoleId(roleId).setPermission(permission)));
    return message.build();
  }

  dev.beadle.v1.RiskHolding messageOf(RiskHolding holding) {
    int context = snapshot.contexts().find(holding.contextId());
    return dev.beadle.v1.RiskHolding.newBuilder()
        .setRole(
            roleOf(
                holding.roleId(),
                context == ContextTree.ABSENT ? snapshot.contexts().system() : context))
        .setContext(contextOf(holding.contextId()))
        .setRisks(holding.risks())
        .addAllCapabilities(holding.capabilities())
        .setHolderCount(holding.holders())
        .setThrough(ExplanationMapper.kindOf(holding.through()))
        .setRisksBelow(holding.risksBelow())
        .build();
  }

  static dev.beadle.v1.HygieneFinding messageOf(HygieneFinding finding) {
    return dev.beadle.v1.HygieneFinding.newBuilder()
        .setKind(messageOf(finding.kind()))
        .setRowId(finding.rowId())
        .setRoleId(finding.roleId())
        .setContextId(finding.contextId())
        .setCapability(finding.capability())
        .setUserId(finding.userId())
        .setPermission(finding.permission())
        .build();
  }

  static dev.beadle.v1.HygieneKind messageOf(HygieneKind kind) {
    return switch (kind) {
      case OVERRIDE_WITHOUT_EFFECT ->
          dev.beadle.v1.HygieneKind.HYGIENE_KIND_OVERRIDE_WITHOUT_EFFECT;
      case OVERRIDE_SHADOWED -> dev.beadle.v1.HygieneKind.HYGIENE_KIND_OVERRIDE_SHADOWED;
      case UNKNOWN_CAPABILITY -> dev.beadle.v1.HygieneKind.HYGIENE_KIND_UNKNOWN_CAPABILITY;
      case ROLE_HELD_BY_NOBODY -> dev.beadle.v1.HygieneKind.HYGIENE_KIND_ROLE_HELD_BY_NOBODY;
      case ASSIGNMENT_IN_MISSING_CONTEXT ->
          dev.beadle.v1.HygieneKind.HYGIENE_KIND_ASSIGNMENT_IN_MISSING_CONTEXT;
      case ASSIGNMENT_TO_MISSING_USER ->
          dev.beadle.v1.HygieneKind.HYGIENE_KIND_ASSIGNMENT_TO_MISSING_USER;
      case MISSING_ROLE -> dev.beadle.v1.HygieneKind.HYGIENE_KIND_MISSING_ROLE;
      case PERMISSION_IN_MISSING_CONTEXT ->
          dev.beadle.v1.HygieneKind.HYGIENE_KIND_PERMISSION_IN_MISSING_CONTEXT;
    };
  }

  /** The kind that a request names. */
  static HygieneKind kindOf(dev.beadle.v1.HygieneKind kind) {
    for (HygieneKind one : HygieneKind.values()) {
      if (messageOf(one) == kind) {
        return one;
      }
    }
    throw new InvalidQueryException("kinds: " + kind + " (expected: one of the named kinds)");
  }

  /** The check that a request names. */
  static SecurityCheck checkOf(dev.beadle.v1.SecurityCheck check) {
    for (SecurityCheck one : SecurityCheck.values()) {
      if (messageOf(one) == check) {
        return one;
      }
    }
    throw new InvalidQueryException("check: " + check + " (expected: one of the named checks)");
  }

  private static dev.beadle.v1.SecurityCheck messageOf(SecurityCheck check) {
    return switch (check) {
      case DEFAULT_USER_ROLE -> dev.beadle.v1.SecurityCheck.SECURITY_CHECK_DEFAULT_USER_ROLE;
      case GUEST_ROLE -> dev.beadle.v1.SecurityCheck.SECURITY_CHECK_GUEST_ROLE;
      case FRONT_PAGE_ROLE -> dev.beadle.v1.SecurityCheck.SECURITY_CHECK_FRONT_PAGE_ROLE;
      case ADMINISTRATORS -> dev.beadle.v1.SecurityCheck.SECURITY_CHECK_ADMINISTRATORS;
      case XSS -> dev.beadle.v1.SecurityCheck.SECURITY_CHECK_XSS;
      case BACKUP -> dev.beadle.v1.SecurityCheck.SECURITY_CHECK_BACKUP;
    };
  }

  private static dev.beadle.v1.SecurityStatus messageOf(SecurityStatus status) {
    return switch (status) {
      case OK -> dev.beadle.v1.SecurityStatus.SECURITY_STATUS_OK;
      case INFO -> dev.beadle.v1.SecurityStatus.SECURITY_STATUS_INFO;
      case WARNING -> dev.beadle.v1.SecurityStatus.SECURITY_STATUS_WARNING;
      case CRITICAL -> dev.beadle.v1.SecurityStatus.SECURITY_STATUS_CRITICAL;
    };
  }

  /** A role by its id, which a setting may name without any row. */
  private RoleReference roleOf(long roleId, int context) {
    int role = snapshot.roles().find(roleId);
    return role == RoleCatalog.ABSENT
        ? RoleReference.newBuilder().setId(roleId).build()
        : RoleMessages.referenceOf(snapshot, role, context);
  }

  /** A context by its id, which a permission may name without any row. */
  private ExplainedContext contextOf(long contextId) {
    int context = snapshot.contexts().find(contextId);
    return context == ContextTree.ABSENT
        ? ExplainedContext.newBuilder().setId(contextId).setName("(gone)").build()
        : contexts.messageOf(context);
  }
}
