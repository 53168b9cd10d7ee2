package dev.beadle.server.grpc;

import dev.beadle.server.decision.Explanation;
import dev.beadle.server.decision.Explanation.FoundPermission;
import dev.beadle.server.decision.Explanation.GuardStep;
import dev.beadle.server.decision.Explanation.Origin;
import dev.beadle.server.decision.Explanation.RoleStep;
import dev.beadle.server.decision.RoleOrigin;
import dev.beadle.server.decision.SiteNames;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog.Role;
import dev.beadle.v1.ExplainedContext;
import dev.beadle.v1.ExplainedGuard;
import dev.beadle.v1.ExplainedRole;

/** Turns explanations into their messages. */
public final class ExplanationMapper {
  private final PolicySnapshot snapshot;

  public ExplanationMapper(PolicySnapshot snapshot) {
    this.snapshot = snapshot;
  }

  dev.beadle.v1.Explanation messageOf(Explanation explanation, String capability) {
    var message =
        dev.beadle.v1.Explanation.newBuilder()
            .setCapability(capability)
            .setReplacement(
                snapshot.capabilities().replacementNameOf(explanation.query().capability()))
            .setUserId(explanation.query().userId())
            .setDecision(DecisionMapper.messageOf(explanation.decision()));
    addPath(message, explanation.query().context());
    for (GuardStep guard : explanation.guards()) {
      message.addGuards(
          ExplainedGuard.newBuilder()
              .setRule(DecisionMapper.ruleOf(guard.decision()))
              .setDecided(guard.decided())
              .setDetail(guard.detail()));
    }
    for (RoleStep role : explanation.roles()) {
      message.addRoles(messageOf(role));
    }
    return message.build();
  }

  private void addPath(dev.beadle.v1.Explanation.Builder message, int context) {
    ContextTree contexts = snapshot.contexts();
    message.addPath(messageOf(context));
    int node = contexts.nodeOf(context);
    if (node == ContextTree.NO_PARENT) {
      return;
    }
    // A damaged context may lie on the path of another: then its node comes first.
    int above = node == context ? contexts.parentOf(node) : node;
    while (above != ContextTree.NO_PARENT) {
      message.addPath(messageOf(above));
      above = contexts.parentOf(above);
    }
  }

  private ExplainedRole messageOf(RoleStep step) {
    Role row = snapshot.roles().findRow(step.role());
    var message =
        ExplainedRole.newBuilder()
            .setRoleId(snapshot.roles().idOf(step.role()))
            .setShortName(row == null ? "" : row.shortName());
    for (Origin origin : step.origins()) {
      message.addOrigins(messageOf(origin));
    }
    for (FoundPermission found : step.permissions()) {
      message.addPermissions(
          dev.beadle.v1.FoundPermission.newBuilder()
              .setContext(messageOf(found.node()))
              .setPermission(found.stored())
              .setEffect(effectOf(found.effect()))
              .setDecisive(found.decisive()));
    }
    return message.build();
  }

  /** Why a user has a role. */
  public dev.beadle.v1.RoleOrigin messageOf(Origin origin) {
    return dev.beadle.v1.RoleOrigin.newBuilder()
        .setKind(kindOf(origin.kind()))
        .setContext(messageOf(origin.node()))
        .setComponent(origin.source().component())
        .setItemId(origin.source().itemId())
        .build();
  }

  /** A context, as an administrator knows it. */
  public ExplainedContext messageOf(int context) {
    ContextTree contexts = snapshot.contexts();
    return ExplainedContext.newBuilder()
        .setId(contexts.idOf(context))
        .setLevel(contexts.levelOf(context))
        .setInstanceId(contexts.instanceIdOf(context))
        .setName(SiteNames.ofContext(snapshot, context))
        .setLocked(contexts.isLockedItself(context))
        .build();
  }

  /** Why a role is held, as the wire has it. */
  public static dev.beadle.v1.RoleOrigin.Kind kindOf(RoleOrigin origin) {
    return switch (origin) {
      case ASSIGNMENT -> dev.beadle.v1.RoleOrigin.Kind.KIND_ASSIGNMENT;
      case DEFAULT_USER -> dev.beadle.v1.RoleOrigin.Kind.KIND_DEFAULT_USER;
      case FRONT_PAGE -> dev.beadle.v1.RoleOrigin.Kind.KIND_FRONT_PAGE;
      case GUEST -> dev.beadle.v1.RoleOrigin.Kind.KIND_GUEST;
      case NOT_LOGGED_IN -> dev.beadle.v1.RoleOrigin.Kind.KIND_NOT_LOGGED_IN;
      case SWITCHED -> dev.beadle.v1.RoleOrigin.Kind.KIND_SWITCHED;
      case TEMPORARY -> dev.beadle.v1.RoleOrigin.Kind.KIND_TEMPORARY;
    };
  }

  private static dev.beadle.v1.FoundPermission.Effect effectOf(Explanation.Effect effect) {
    return switch (effect) {
      case NEAREST -> dev.beadle.v1.FoundPermission.Effect.EFFECT_NEAREST;
      case SHADOWED -> dev.beadle.v1.FoundPermission.Effect.EFFECT_SHADOWED;
      case PROHIBITS -> dev.beadle.v1.FoundPermission.Effect.EFFECT_PROHIBITS;
    };
  }
}
