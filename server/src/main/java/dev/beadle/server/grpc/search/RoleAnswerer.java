package dev.beadle.server.grpc.search;

import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Explanation.Origin;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.RoleOrigins;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.grpc.ExplanationMapper;
import dev.beadle.server.grpc.FieldChecks;
import dev.beadle.server.grpc.QuestionMapper;
import dev.beadle.server.search.roles.DecidingRoles;
import dev.beadle.server.search.roles.EffectivePermissions;
import dev.beadle.server.search.roles.ManageableRoles;
import dev.beadle.server.search.roles.ManageableRoles.Asker;
import dev.beadle.server.search.roles.OfferedCapabilities;
import dev.beadle.server.search.roles.OverrideMode;
import dev.beadle.server.search.roles.RoleOrder;
import dev.beadle.server.search.roles.RolesWithPermission;
import dev.beadle.v1.EffectivePermission;
import dev.beadle.v1.FindDecidingRolesRequest;
import dev.beadle.v1.FindDecidingRolesResponse;
import dev.beadle.v1.HeldRole;
import dev.beadle.v1.ListContextCapabilitiesRequest;
import dev.beadle.v1.ListContextCapabilitiesResponse;
import dev.beadle.v1.ListManageableRolesRequest;
import dev.beadle.v1.ListManageableRolesResponse;
import dev.beadle.v1.ListRolePermissionsRequest;
import dev.beadle.v1.ListRolePermissionsResponse;
import dev.beadle.v1.ListRolesOfUserRequest;
import dev.beadle.v1.ListRolesOfUserResponse;
import dev.beadle.v1.ListRolesWithPermissionRequest;
import dev.beadle.v1.ListRolesWithPermissionResponse;
import dev.beadle.v1.RoleReference;
import java.util.List;
import java.util.Map;

/** Answers the questions about roles. Thread-safe. */
final class RoleAnswerer {
  private static final String CONTEXT = "context";

  private final SearchAnswering with;

  RoleAnswerer(SearchAnswering with) {
    this.with = with;
  }

  FindDecidingRolesResponse findDecidingRoles(SearchFacts facts, FindDecidingRolesRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    int context = QuestionMapper.contextOf(snapshot, request.getContext(), CONTEXT);
    List<String> names = request.getCapabilitiesList();
    if (names.isEmpty()) {
      throw new InvalidQueryException("capabilities: required (at least one)");
    }
    FieldChecks.requireAtMost(
        "capabilities", names.size(), "max-list-capabilities", with.limits().listCapabilities());
    facts.checkpoint().pass();
    DecidingRoles roles =
        DecidingRoles.ofAll(
            snapshot, context, names.stream().mapToInt(snapshot.capabilities()::find).toArray());
    return FindDecidingRolesResponse.newBuilder()
        .addAllNeeded(RoleMessages.referencesOf(snapshot, roles.needed(), context))
        .addAllForbidden(RoleMessages.referencesOf(snapshot, roles.forbidden(), context))
        .setFreshness(facts.freshness())
        .build();
  }

  ListRolesWithPermissionResponse listRolesWithPermission(
      SearchFacts facts, ListRolesWithPermissionRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    String name = FieldChecks.requireName(request.getCapability(), "capability");
    int capability = snapshot.capabilities().find(name);
    int context =
        request.hasContext()
            ? QuestionMapper.contextOf(snapshot, request.getContext(), CONTEXT)
            : ContextTree.ABSENT;
    facts.checkpoint().pass();
    List<Integer> roles =
        RolesWithPermission.find(snapshot, capability, request.getPermission(), context);
    return ListRolesWithPermissionResponse.newBuilder()
        .addAllRoles(RoleMessages.referencesOf(snapshot, roles, context))
        .setFreshness(facts.freshness())
        .build();
  }

  ListManageableRolesResponse listManageableRoles(
      SearchFacts facts, ListManageableRolesRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    int context = QuestionMapper.contextOf(snapshot, request.getContext(), CONTEXT);
    long userId = request.getUserId();
    // Moodle asks these of the current user.
    Environment session =
        with.questions()
            .environmentOf(
                snapshot,
                request.getEnvironment().toBuilder().setSubjectIsCurrentUser(true).build());
    facts.checkpoint().pass();
    var asker = new Asker(userId, context, session);
    var manageable = new ManageableRoles(with.decisionPoint());
    List<Integer> viewable = ManageableRoles.viewable(snapshot, userId, userId, context);
    return ListManageableRolesResponse.newBuilder()
        .addAllAssignable(references(facts, manageable.assignable(snapshot, asker), context))
        .addAllOverridable(references(facts, manageable.overridable(snapshot, asker), context))
        .setOverrideMode(messageOf(manageable.overrideMode(snapshot, asker)))
        .addAllSwitchable(references(facts, manageable.switchable(snapshot, asker), context))
        .addAllViewable(references(facts, viewable, context))
        .setFreshness(facts.freshness())
        .build();
  }

  ListRolePermissionsResponse listRolePermissions(
      SearchFacts facts, ListRolePermissionsRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    int role = WireRoles.roleOf(snapshot, request.getRoleId(), "role_id");
    int context = QuestionMapper.contextOf(snapshot, request.getContext(), CONTEXT);
    facts.checkpoint().pass();
    var contexts = new ExplanationMapper(snapshot);
    var answer = ListRolePermissionsResponse.newBuilder().setFreshness(facts.freshness());
    for (EffectivePermissions.EffectivePermission one :
        EffectivePermissions.of(snapshot, role, context)) {
      String name = snapshot.capabilities().nameOf(one.capability());
      if (request.getCapability().isEmpty() || request.getCapability().equals(name)) {
        answer.addPermissions(
            EffectivePermission.newBuilder()
                .setCapability(name)
                .setPermission(one.permission())
                .setContext(contexts.messageOf(one.context())));
      }
    }
    return answer.build();
  }

  ListRolesOfUserResponse listRolesOfUser(SearchFacts facts, ListRolesOfUserRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    int context = QuestionMapper.contextOf(snapshot, request.getContext(), CONTEXT);
    Environment session = with.questions().environmentOf(snapshot, request.getEnvironment());
    facts.checkpoint().pass();
    Map<Integer, List<Origin>> origins =
        RoleOrigins.of(snapshot, request.getUserId(), context, session);
    var mapper = new ExplanationMapper(snapshot);
    var answer = ListRolesOfUserResponse.newBuilder().setFreshness(facts.freshness());
    origins.keySet().stream()
        .sorted(RoleOrder.ofSite(snapshot.roles()))
        .forEach(role -> {
          var held =
              HeldRole.newBuilder().setRole(RoleMessages.referenceOf(snapshot, role, context));
          origins
              .getOrDefault(role, List.of())
              .forEach(origin -> held.addOrigins(mapper.messageOf(origin)));
          answer.addRoles(held);
        });
    return answer.build();
  }

  ListContextCapabilitiesResponse listContextCapabilities(
      SearchFacts facts, ListContextCapabilitiesRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    int context = QuestionMapper.contextOf(snapshot, request.getContext(), CONTEXT);
    facts.checkpoint().pass();
    var answer = ListContextCapabilitiesResponse.newBuilder().setFreshness(facts.freshness());
    OfferedCapabilities.of(snapshot, context)
        .forEach(one -> answer.addCapabilities(snapshot.capabilities().nameOf(one)));
    return answer.build();
  }

  private static List<RoleReference> references(
      SearchFacts facts, List<Integer> roles, int context) {
    return RoleMessages.referencesOf(facts.snapshot(), roles, context);
  }

  private static dev.beadle.v1.OverrideMode messageOf(OverrideMode mode) {
    return switch (mode) {
      case NONE -> dev.beadle.v1.OverrideMode.OVERRIDE_MODE_NONE;
      case SAFE -> dev.beadle.v1.OverrideMode.OVERRIDE_MODE_SAFE;
      case FULL -> dev.beadle.v1.OverrideMode.OVERRIDE_MODE_FULL;
    };
  }
}
