package dev.beadle.server.admin;

import dev.beadle.server.admin.AssignmentCommand.AssignmentFilter;
import dev.beadle.server.admin.Precondition.RevisionIs;
import dev.beadle.server.admin.Precondition.RowAbsent;
import dev.beadle.server.admin.Precondition.RowExists;
import dev.beadle.server.admin.UpdateCapabilities.CapabilityDefinition;
import dev.beadle.server.graph.AssignmentSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Digests what a batch asks for. Every value is written with its length, and every list with its
 * size, so that no two different batches are written alike. Good for one batch; confined to one
 * thread.
 */
final class BatchDigest {
  private final MessageDigest digest;

  private BatchDigest(MessageDigest digest) {
    this.digest = digest;
  }

  /** SHA-256 of preconditions and commands, in hexadecimal digits. */
  static String of(List<Precondition> preconditions, List<AdminCommand> commands) {
    try {
      var all = new BatchDigest(MessageDigest.getInstance("SHA-256"));
      all.write(preconditions);
      all.write(commands);
      return HexFormat.of().formatHex(all.digest.digest());
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java has SHA-256", absent);
    }
  }

  private void write(Object value) {
    switch (value) {
      case AdminCommand command -> write(partsOf(command));
      case Precondition precondition -> write(partsOf(precondition));
      case CapabilityDefinition(
              var name,
              var type,
              var level,
              var risks,
              var archetypes,
              var source) ->
          write(List.of(name, type, level, risks, archetypes, source));
      case ContextName.ById(long id) -> write(List.of("ById", id));
      case ContextName.OfInstance(int level, long id) -> write(List.of("OfInstance", level, id));
      case AssignmentSource(String component, long itemId) -> write(List.of(component, itemId));
      case AssignmentFilter(var role, var user, var contexts, var component, var item) ->
          write(List.of(role, user, contexts, component, item));
      case Period(long startsAt, long endsAt) -> write(List.of(startsAt, endsAt));
      case CourseTraits(var name, var visible, var mode, var forced, var grouping) ->
          write(List.of(name, visible, mode, forced, grouping));
      case Map<?, ?> map -> {
        writeSize('m', map.size());
        map.forEach((key, mapped) -> {
          write(key);
          write(mapped);
        });
      }
      case List<?> list -> {
        writeSize('l', list.size());
        list.forEach(this::write);
      }
      case String text -> writeText('t', text);
      case Enum<?> one -> writeText('e', one.name());
      case Number number -> writeText('n', number.toString());
      case Boolean flag -> writeText('b', flag.toString());
      default -> throw new IllegalStateException("cannot be digested: " + value.getClass());
    }
  }

  private void writeText(char kind, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_16BE);
    writeSize(kind, bytes.length);
    digest.update(bytes);
  }

  private void writeSize(char kind, int size) {
    digest.update(
        ByteBuffer.allocate(Character.BYTES + Integer.BYTES).putChar(kind).putInt(size).flip());
  }

  private static List<Object> partsOf(Precondition precondition) {
    return switch (precondition) {
      case RevisionIs(var revision) -> List.of("RevisionIs", revision.token());
      case RowExists(var table, var columns) -> List.of("RowExists", table, columns);
      case RowAbsent(var table, var columns) -> List.of("RowAbsent", table, columns);
    };
  }

  private static List<Object> partsOf(AdminCommand command) {
    return switch (command) {
      case RoleCommand role -> partsOf(role);
      case PermissionCommand permission -> partsOf(permission);
      case AssignmentCommand assignment -> partsOf(assignment);
      case ContextCommand context -> partsOf(context);
      case UserCommand user -> partsOf(user);
      case GroupCommand group -> partsOf(group);
      case EnrolmentCommand enrolment -> partsOf(enrolment);
      case SettingCommand setting -> partsOf(setting);
      case UpdateCapabilities(var component, var definitions) ->
          List.of("UpdateCapabilities", component, definitions);
    };
  }

  private static List<Object> partsOf(RoleCommand command) {
    return switch (command) {
      case RoleCommand.CreateRole(var name, var shortName, var archetype) ->
          List.of("CreateRole", name, shortName, archetype);
      case RoleCommand.EditRole(var roleId, var name, var shortName) ->
          List.of("EditRole", roleId, name, shortName);
      case RoleCommand.SetArchetype(var roleId, var archetype) ->
          List.of("SetArchetype", roleId, archetype);
      case RoleCommand.SwapRoles(var roleId, var otherRoleId) ->
          List.of("SwapRoles", roleId, otherRoleId);
      case RoleCommand.DuplicateRole(var roleId, var name, var shortName) ->
          List.of("DuplicateRole", roleId, name, shortName);
      case RoleCommand.DeleteRole(var roleId) -> List.of("DeleteRole", roleId);
      case RoleCommand.ResetRole(var roleId) -> List.of("ResetRole", roleId);
      case RoleCommand.SetRoleLevels(var roleId, var levels) ->
          List.of("SetRoleLevels", roleId, levels);
      case RoleCommand.Allow(var matrix, var roleId, var targetRoleId) ->
          List.of("Allow", matrix, roleId, targetRoleId);
      case RoleCommand.Disallow(var matrix, var roleId, var targetRoleId) ->
          List.of("Disallow", matrix, roleId, targetRoleId);
      case RoleCommand.SetRoleName(var roleId, var course, var name) ->
          List.of("SetRoleName", roleId, course, name);
      case RoleCommand.RemoveRoleName(var roleId, var course) ->
          List.of("RemoveRoleName", roleId, course);
    };
  }

  private static List<Object> partsOf(PermissionCommand command) {
    return switch (command) {
      case PermissionCommand.SetCapability(
              var roleId,
              var context,
              var capability,
              var permission,
              var overwrite) ->
          List.of("SetCapability", roleId, context, capability, permission, overwrite);
      case PermissionCommand.UnsetCapability(var roleId, var context, var capability) ->
          List.of("UnsetCapability", roleId, context, capability);
      case PermissionCommand.UnsetCapabilityEverywhere(var roleId, var capability) ->
          List.of("UnsetCapabilityEverywhere", roleId, capability);
      case PermissionCommand.ChangePermission(
              var roleId,
              var context,
              var capability,
              var permission) ->
          List.of("ChangePermission", roleId, context, capability, permission);
    };
  }

  private static List<Object> partsOf(AssignmentCommand command) {
    return switch (command) {
      case AssignmentCommand.AssignRole(
              var roleId,
              var userId,
              var context,
              var source,
              var period) ->
          List.of("AssignRole", roleId, userId, context, source, period);
      case AssignmentCommand.UnassignRole(var roleId, var userId, var context, var source) ->
          List.of("UnassignRole", roleId, userId, context, source);
      case AssignmentCommand.UnassignAll(var filter, var withSubContexts, var includeManual) ->
          List.of("UnassignAll", filter, withSubContexts, includeManual);
    };
  }

  private static List<Object> partsOf(ContextCommand command) {
    return switch (command) {
      case ContextCommand.CreateCategory(var parentId, var name, var visible) ->
          List.of("CreateCategory", parentId, name, visible);
      case ContextCommand.CreateCourse(var categoryId, var traits) ->
          List.of("CreateCourse", categoryId, traits);
      case ContextCommand.EditCourse(var courseId, var traits) ->
          List.of("EditCourse", courseId, traits);
      case ContextCommand.CreateModule(
              var courseId,
              var moduleName,
              var instanceId,
              var visible,
              var groupMode) ->
          List.of("CreateModule", courseId, moduleName, instanceId, visible, groupMode);
      case ContextCommand.CreateBlock(var parent, var blockName) ->
          List.of("CreateBlock", parent, blockName);
      case ContextCommand.MoveCategory(var categoryId, var parentId) ->
          List.of("MoveCategory", categoryId, parentId);
      case ContextCommand.MoveCourse(var courseId, var categoryId) ->
          List.of("MoveCourse", courseId, categoryId);
      case ContextCommand.LockContext(var context, var locked) ->
          List.of("LockContext", context, locked);
      case ContextCommand.DeleteCategory(var categoryId) -> List.of("DeleteCategory", categoryId);
      case ContextCommand.DeleteCourse(var courseId) -> List.of("DeleteCourse", courseId);
      case ContextCommand.DeleteModule(var moduleId) -> List.of("DeleteModule", moduleId);
      case ContextCommand.DeleteBlock(var blockId) -> List.of("DeleteBlock", blockId);
    };
  }

  private static List<Object> partsOf(UserCommand command) {
    return switch (command) {
      case UserCommand.CreateUser(var username) -> List.of("CreateUser", username);
      case UserCommand.DeleteUser(var userId) -> List.of("DeleteUser", userId);
      case UserCommand.SuspendUser(var userId, var suspended) ->
          List.of("SuspendUser", userId, suspended);
    };
  }

  private static List<Object> partsOf(GroupCommand command) {
    return switch (command) {
      case GroupCommand.CreateGroup(var courseId, var name, var visibility, var participation) ->
          List.of("CreateGroup", courseId, name, visibility, participation);
      case GroupCommand.EditGroup(var groupId, var name, var visibility, var participation) ->
          List.of("EditGroup", groupId, name, visibility, participation);
      case GroupCommand.DeleteGroup(var groupId) -> List.of("DeleteGroup", groupId);
      case GroupCommand.CreateGrouping(var courseId, var name) ->
          List.of("CreateGrouping", courseId, name);
      case GroupCommand.DeleteGrouping(var groupingId) -> List.of("DeleteGrouping", groupingId);
      case GroupCommand.AddGroupMember(var groupId, var userId) ->
          List.of("AddGroupMember", groupId, userId);
      case GroupCommand.RemoveGroupMember(var groupId, var userId) ->
          List.of("RemoveGroupMember", groupId, userId);
      case GroupCommand.AddToGrouping(var groupingId, var groupId) ->
          List.of("AddToGrouping", groupingId, groupId);
      case GroupCommand.RemoveFromGrouping(var groupingId, var groupId) ->
          List.of("RemoveFromGrouping", groupingId, groupId);
    };
  }

  private static List<Object> partsOf(EnrolmentCommand command) {
    return switch (command) {
      case EnrolmentCommand.AddEnrolmentMethod(var courseId, var plugin, var roleId, var enabled) ->
          List.of("AddEnrolmentMethod", courseId, plugin, roleId, enabled);
      case EnrolmentCommand.EditEnrolmentMethod(var enrolId, var roleId, var enabled) ->
          List.of("EditEnrolmentMethod", enrolId, roleId, enabled);
      case EnrolmentCommand.RemoveEnrolmentMethod(var enrolId) ->
          List.of("RemoveEnrolmentMethod", enrolId);
      case EnrolmentCommand.Enrol(var enrolId, var userId, var roleId, var suspended, var period) ->
          List.of("Enrol", enrolId, userId, roleId, suspended, period);
      case EnrolmentCommand.SuspendEnrolment(var enrolId, var userId, var suspended) ->
          List.of("SuspendEnrolment", enrolId, userId, suspended);
      case EnrolmentCommand.Unenrol(var enrolId, var userId) -> List.of("Unenrol", enrolId, userId);
    };
  }

  private static List<Object> partsOf(SettingCommand command) {
    return switch (command) {
      case SettingCommand.SetSetting(var name, var value) -> List.of("SetSetting", name, value);
      case SettingCommand.UnsetSetting(var name) -> List.of("UnsetSetting", name);
      case SettingCommand.AddSiteAdmin(var userId) -> List.of("AddSiteAdmin", userId);
      case SettingCommand.RemoveSiteAdmin(var userId) -> List.of("RemoveSiteAdmin", userId);
    };
  }
}
