package dev.beadle.server.grpc;

import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.Names;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.v1.CapabilityList;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.ContextInstance;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.RoleSwitch;
import dev.beadle.v1.TemporaryRole;
import java.util.List;

/**
 * Reads questions from the wire in the terms of one snapshot. Thread-safe.
 *
 * <p>Fields are named as they are in a question. Throws {@code InvalidQueryException}, {@code
 * UnknownContextException} or {@code LimitExceededException}; each names the field.
 */
public final class QuestionMapper {
  /** What stands for the capability of a question that asks for a list of them. */
  private static final int NONE = -1;

  private final RequestLimits limits;

  public QuestionMapper(RequestLimits limits) {
    this.limits = limits;
  }

  /** The question; for a list of capabilities, without its capability. */
  public AccessQuery queryOf(PolicySnapshot snapshot, CapabilityQuestion question) {
    int capability =
        switch (question.getAskedCase()) {
          case CAPABILITY -> Names.capability(snapshot, question.getCapability(), "capability");
          case ANY_OF, ALL_OF -> NONE;
          case ASKED_NOT_SET ->
              throw new InvalidQueryException(
                  "capability: required (or any_of, or all_of, with a list)");
        };
    if (!question.hasContext()) {
      throw new InvalidQueryException("context: required (its id, or its level and instance_id)");
    }
    return new AccessQuery(
        question.getUserId(),
        contextOf(snapshot, question.getContext(), "context"),
        capability,
        question.hasEnvironment()
            ? environmentOf(snapshot, question.getEnvironment())
            : Environment.DEFAULT);
  }

  /** How many capabilities a question asks for. */
  static int sizeOf(CapabilityQuestion question) {
    return switch (question.getAskedCase()) {
      case ANY_OF -> Math.max(1, question.getAnyOf().getCapabilitiesCount());
      case ALL_OF -> Math.max(1, question.getAllOf().getCapabilitiesCount());
      case CAPABILITY, ASKED_NOT_SET -> 1;
    };
  }

  /** The names of a question that asks for a list of them. */
  static List<String> listOf(CapabilityQuestion question) {
    CapabilityList list =
        switch (question.getAskedCase()) {
          case ANY_OF -> question.getAnyOf();
          case ALL_OF -> question.getAllOf();
          case CAPABILITY, ASKED_NOT_SET -> CapabilityList.getDefaultInstance();
        };
    return list.getCapabilitiesList();
  }

  /** The capabilities of a list, at most {@link RequestLimits#listCapabilities}. */
  public int[] listOf(PolicySnapshot snapshot, CapabilityQuestion question) {
    List<String> names = listOf(question);
    FieldChecks.requireAtMost(
        "any_of or all_of", names.size(), "max-list-capabilities", limits.listCapabilities());
    return capabilitiesOf(snapshot, names, "any_of or all_of");
  }

  /** Capabilities by their names. */
  public static int[] capabilitiesOf(PolicySnapshot snapshot, List<String> names, String field) {
    int[] capabilities = new int[names.size()];
    for (int i = 0; i < capabilities.length; i++) {
      capabilities[i] = Names.capability(snapshot, names.get(i), field);
    }
    return capabilities;
  }

  /** A context by its name. */
  public static int contextOf(PolicySnapshot snapshot, ContextReference context, String field) {
    return switch (context.getReferenceCase()) {
      case ID -> {
        if (context.getId() < 1) {
          throw new InvalidQueryException(
              field + ".id: " + context.getId() + " (expected: at least 1)");
        }
        yield Names.context(snapshot, context.getId(), field);
      }
      case INSTANCE -> contextOf(snapshot, context.getInstance(), field);
      case REFERENCE_NOT_SET ->
          throw new InvalidQueryException(
              field + ": required (its id, or its level and instance_id)");
    };
  }

  /** The surroundings of a question. */
  public Environment environmentOf(PolicySnapshot snapshot, dev.beadle.v1.Environment environment) {
    FieldChecks.requireAtMost(
        "environment.role_switches",
        environment.getRoleSwitchesCount(),
        "max-held-roles",
        limits.heldRoles());
    FieldChecks.requireAtMost(
        "environment.temporary_roles",
        environment.getTemporaryRolesCount(),
        "max-held-roles",
        limits.heldRoles());
    Environment.Builder builder = Environment.builder(snapshot);
    if (environment.getWithoutDoanything()) {
      builder.withoutDoAnything();
    }
    if (environment.getSubjectIsCurrentUser()) {
      builder.currentUser();
    }
    for (RoleSwitch role : environment.getRoleSwitchesList()) {
      builder.switchTo(
          contextOf(snapshot, role.getContext(), "environment.role_switches.context"),
          roleIdOf(role.getRoleId(), "environment.role_switches"));
    }
    for (TemporaryRole role : environment.getTemporaryRolesList()) {
      builder.temporaryRole(
          contextOf(snapshot, role.getContext(), "environment.temporary_roles.context"),
          roleIdOf(role.getRoleId(), "environment.temporary_roles"));
    }
    if (environment.hasLoggedInAs()) {
      builder.loggedInAs(
          contextOf(snapshot, environment.getLoggedInAs(), "environment.logged_in_as"));
    }
    return builder.build();
  }

  private static int contextOf(PolicySnapshot snapshot, ContextInstance instance, String field) {
    if (instance.getLevel() < 1) {
      throw new InvalidQueryException(
          field
              + ".instance.level: "
              + instance.getLevel()
              + " (expected: 10, 30, 40, 50, 70, 80, or a plug-in's own)");
    }
    if (instance.getInstanceId() < 0) {
      throw new InvalidQueryException(
          field + ".instance.instance_id: " + instance.getInstanceId() + " (expected: at least 0)");
    }
    return Names.context(snapshot, instance.getLevel(), instance.getInstanceId(), field);
  }

  private static long roleIdOf(long roleId, String field) {
    if (roleId < 1) {
      throw new InvalidQueryException(field + ".role_id: " + roleId + " (expected: at least 1)");
    }
    return roleId;
  }
}
