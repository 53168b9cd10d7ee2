package dev.beadle.server.admin;

import dev.beadle.server.admin.AssignmentCommand.AssignRole;
import dev.beadle.server.admin.AssignmentCommand.UnassignAll;
import dev.beadle.server.admin.AssignmentCommand.UnassignRole;
import dev.beadle.server.admin.PermissionCommand.ChangePermission;
import dev.beadle.server.admin.PermissionCommand.SetCapability;
import dev.beadle.server.admin.PermissionCommand.UnsetCapability;
import dev.beadle.server.admin.PermissionCommand.UnsetCapabilityEverywhere;
import dev.beadle.server.admin.RoleCommand.DeleteRole;
import dev.beadle.server.admin.RoleCommand.RemoveRoleName;
import dev.beadle.server.admin.RoleCommand.SetRoleName;
import dev.beadle.server.admin.SettingCommand.AddSiteAdmin;
import dev.beadle.server.admin.SettingCommand.RemoveSiteAdmin;
import dev.beadle.server.admin.SettingCommand.SetSetting;
import dev.beadle.server.admin.SettingCommand.UnsetSetting;
import dev.beadle.server.admin.UserCommand.CreateUser;
import dev.beadle.server.admin.UserCommand.DeleteUser;
import dev.beadle.server.admin.UserCommand.SuspendUser;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may give a command: what Moodle's own pages ask for, decided by the rules on the very site
 * that is to change (§6, §10). Immutable and so thread-safe.
 *
 * <p>Where Moodle's functions ask less than its pages, the pages count. What a page asks for by its
 * looks alone is not asked for here: that a capability is offered in a kind of context, say.
 */
public final class AdminGuard {
  /** The operator at the command line, who has the files in hand; never anybody on the wire. */
  public static final long OPERATOR = 0;

  private static final String MANAGE_ROLES = "moodle/role:manage";
  private static final String CONFIGURE = "moodle/site:config";

  /** The roles that visitors, guests and everybody have; the page does not delete these. */
  private static final List<String> KEPT_ROLES =
      List.of("notloggedinroleid", "guestroleid", "defaultuserroleid", "defaultfrontpageroleid");

  private final DecisionPoint decisions;
  private final Enforcement enforcement;

  /** Guards by decisions. */
  public AdminGuard(DecisionPoint decisions, Enforcement enforcement) {
    this.decisions = decisions;
    this.enforcement = enforcement;
  }

  /**
   * Refuses a command that the actor may not give.
   *
   * @param site as it is just before the command
   * @param actorId user.id, or {@link #OPERATOR}
   * @throws dev.beadle.server.change.RefusedChangeException FORBIDDEN with the capability and
   *     context, or the row of a matrix, that was missing; NOT_FOUND if the command names what is
   *     not there
   */
  public void check(PolicySnapshot site, long actorId, AdminCommand command) {
    if (actorId == OPERATOR || !enforcement.isOn(site)) {
      return;
    }
    var actor = new Actor(decisions, site, actorId);
    switch (command) {
      case RoleCommand role -> checkRole(actor, role);
      case PermissionCommand permission -> checkPermission(actor, permission);
      case AssignmentCommand assignment -> checkAssignment(actor, assignment);
      case ContextCommand context -> ThingGuard.checkContext(actor, context);
      case UserCommand user -> checkUser(actor, user);
      case GroupCommand group -> ThingGuard.checkGroup(actor, group);
      case EnrolmentCommand enrolment -> EnrolmentGuard.check(actor, enrolment);
      case SettingCommand setting -> checkSetting(actor, setting);
      case UpdateCapabilities _ -> actor.require(CONFIGURE, actor.system());
    }
  }

  private static void checkRole(Actor actor, RoleCommand command) {
    switch (command) {
      case SetRoleName(long _, ContextName course, String _) -> checkRoleName(actor, course);
      case RemoveRoleName(long _, ContextName course) -> checkRoleName(actor, course);
      case DeleteRole(long roleId) -> {
        actor.require(MANAGE_ROLES, actor.system());
        for (String setting : KEPT_ROLES) {
          if (actor.site().settings().valueOf(setting).equals(Long.toString(roleId))) {
            throw actor.forbidden(
                "may not delete role " + roleId + ": the setting " + setting + " names it");
          }
        }
      }
      default -> actor.require(MANAGE_ROLES, actor.system());
    }
  }

  private static void checkRoleName(Actor actor, ContextName course) {
    int context = SiteRows.contextOf(actor.site(), course);
    actor.require("moodle/course:update", context);
    actor.require("moodle/course:renameroles", context);
  }

  private static void checkPermission(Actor actor, PermissionCommand command) {
    switch (command) {
      case SetCapability set ->
          checkPermission(actor, set.roleId(), set.context(), set.capability());
      case UnsetCapability(long roleId, ContextName context, String capability) ->
          checkPermission(actor, roleId, context, capability);
      case ChangePermission(
              long roleId,
              ContextName context,
              String capability,
              PermissionChoice _) ->
          checkPermission(actor, roleId, context, capability);
      case UnsetCapabilityEverywhere _ -> actor.require(MANAGE_ROLES, actor.system());
    }
  }

  /** At the system a permission is part of the role's definition, below it is an override. */
  private static void checkPermission(
      Actor actor, long roleId, ContextName name, String capability) {
    int context = SiteRows.contextOf(actor.site(), name);
    if (context == actor.system()) {
      actor.require(MANAGE_ROLES, context);
    } else {
      actor.requireOverridable(roleId, capability, context);
    }
  }

  private static void checkAssignment(Actor actor, AssignmentCommand command) {
    PolicySnapshot site = actor.site();
    switch (command) {
      case AssignRole assign ->
          actor.requireAssignable(assign.roleId(), SiteRows.contextOf(site, assign.context()));
      case UnassignRole unassign ->
          actor.requireAssignable(unassign.roleId(), SiteRows.contextOf(site, unassign.context()));
      case UnassignAll all -> checkUnassignAll(actor, all);
    }
  }

  /** Every assignment that would go must be one that the actor may take away. */
  private static void checkUnassignAll(Actor actor, UnassignAll command) {
    PolicySnapshot site = actor.site();
    for (ContextName name : command.filter().contexts()) {
      actor.require(Actor.ASSIGN, SiteRows.contextOf(site, name));
    }
    Set<List<Long>> seen = new HashSet<>();
    for (StoredAssignment row : AssignmentPlanner.matching(site, command)) {
      int context = site.contexts().find(row.contextId());
      if (seen.add(List.of(row.roleId(), row.contextId()))) {
        if (context == ContextTree.ABSENT) {
          actor.require(Actor.ASSIGN, actor.system());
        } else {
          actor.requireAssignable(row.roleId(), context);
        }
      }
    }
    if (seen.isEmpty() && command.filter().contexts().isEmpty()) {
      actor.require(Actor.ASSIGN, actor.system());
    }
  }

  private static void checkUser(Actor actor, UserCommand command) {
    switch (command) {
      case CreateUser _ -> actor.require("moodle/user:create", actor.system());
      case DeleteUser(long userId) -> {
        actor.require("moodle/user:delete", actor.system());
        requireSomebodyElse(actor, userId, "delete");
      }
      case SuspendUser(long userId, boolean _) -> {
        actor.require("moodle/user:update", actor.system());
        requireSomebodyElse(actor, userId, "suspend");
      }
    }
  }

  private static void checkSetting(Actor actor, SettingCommand command) {
    switch (command) {
      case SetSetting(String name, String _) -> checkSetting(actor, name);
      case UnsetSetting(String name) -> checkSetting(actor, name);
      case AddSiteAdmin _ -> checkSetting(actor, SettingPlanner.SITE_ADMINS);
      case RemoveSiteAdmin(long userId) -> {
        checkSetting(actor, SettingPlanner.SITE_ADMINS);
        requireSomebodyElse(actor, userId, "remove as site administrator");
      }
    }
  }

  /** Only a site administrator makes another; a role that may configure is not enough. */
  private static void checkSetting(Actor actor, String name) {
    actor.require(CONFIGURE, actor.system());
    if (name.equals(SettingPlanner.SITE_ADMINS) && !actor.isSiteAdmin()) {
      throw actor.forbidden("is no site administrator, as changing their list needs");
    }
  }

  private static void requireSomebodyElse(Actor actor, long userId, String what) {
    if (actor.userId() == userId) {
      throw actor.forbidden("may not " + what + " himself");
    }
  }
}
