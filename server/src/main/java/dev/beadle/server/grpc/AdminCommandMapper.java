package dev.beadle.server.grpc;

import dev.beadle.server.admin.AdminCommand;
import dev.beadle.server.admin.AssignmentCommand;
import dev.beadle.server.admin.AssignmentCommand.AssignmentFilter;
import dev.beadle.server.admin.ContextName;
import dev.beadle.server.admin.PermissionChoice;
import dev.beadle.server.admin.PermissionCommand;
import dev.beadle.server.admin.SettingCommand;
import dev.beadle.server.admin.UpdateCapabilities;
import dev.beadle.server.admin.UpdateCapabilities.CapabilityDefinition;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.graph.AssignmentSource;
import dev.beadle.v1.AdminCommand.CommandCase;
import dev.beadle.v1.AssignRole;
import dev.beadle.v1.ChangePermission;
import dev.beadle.v1.SetCapability;
import dev.beadle.v1.UnassignAll;
import dev.beadle.v1.UnassignRole;
import dev.beadle.v1.UnsetCapability;
import dev.beadle.v1.UnsetCapabilityEverywhere;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads commands from the wire. Stateless.
 *
 * <p>Every command of the wire becomes one of {@link AdminCommand}, or is refused with a {@link
 * RefusedChangeException} of kind INVALID whose field is named as in {@code assign_role.user_id}.
 * What the site makes of a command is not known here.
 */
public final class AdminCommandMapper {
  private AdminCommandMapper() {}

  /** The command that a message says. */
  public static AdminCommand commandOf(dev.beadle.v1.AdminCommand message) {
    WireFields.requireKnown(message);
    CommandCase which = message.getCommandCase();
    if (which == CommandCase.COMMAND_NOT_SET) {
      throw WireFields.required("command", "one of the commands, such as assign_role");
    }
    try {
      return mapped(message, which);
    } catch (RefusedChangeException refused) {
      throw WireFields.within(nameOf(which) + ".", refused);
    }
  }

  /** What a command is called on the wire: {@code assign_role}. */
  static String nameOf(CommandCase which) {
    return dev.beadle.v1.AdminCommand.getDescriptor()
        .findFieldByNumber(which.getNumber())
        .getName();
  }

  private static AdminCommand mapped(dev.beadle.v1.AdminCommand message, CommandCase which) {
    return switch (which) {
      case CREATE_ROLE -> RoleCommandMapper.commandOf(message.getCreateRole());
      case EDIT_ROLE -> RoleCommandMapper.commandOf(message.getEditRole());
      case SET_ARCHETYPE -> RoleCommandMapper.commandOf(message.getSetArchetype());
      case SWAP_ROLES -> RoleCommandMapper.commandOf(message.getSwapRoles());
      case DUPLICATE_ROLE -> RoleCommandMapper.commandOf(message.getDuplicateRole());
      case DELETE_ROLE -> RoleCommandMapper.commandOf(message.getDeleteRole());
      case RESET_ROLE -> RoleCommandMapper.commandOf(message.getResetRole());
      case SET_ROLE_LEVELS -> RoleCommandMapper.commandOf(message.getSetRoleLevels());
      case ALLOW_ROLE -> RoleCommandMapper.commandOf(message.getAllowRole());
      case DISALLOW_ROLE -> RoleCommandMapper.commandOf(message.getDisallowRole());
      case SET_ROLE_NAME -> RoleCommandMapper.commandOf(message.getSetRoleName());
      case REMOVE_ROLE_NAME -> RoleCommandMapper.commandOf(message.getRemoveRoleName());
      case SET_CAPABILITY -> permission(message.getSetCapability());
      case UNSET_CAPABILITY -> permission(message.getUnsetCapability());
      case UNSET_CAPABILITY_EVERYWHERE -> permission(message.getUnsetCapabilityEverywhere());
      case CHANGE_PERMISSION -> permission(message.getChangePermission());
      case ASSIGN_ROLE -> assignRole(message.getAssignRole());
      case UNASSIGN_ROLE -> unassignRole(message.getUnassignRole());
      case UNASSIGN_ALL -> unassignAll(message.getUnassignAll());
      case CREATE_CATEGORY -> ContextCommandMapper.commandOf(message.getCreateCategory());
      case CREATE_COURSE -> ContextCommandMapper.commandOf(message.getCreateCourse());
      case EDIT_COURSE -> ContextCommandMapper.commandOf(message.getEditCourse());
      case CREATE_MODULE -> ContextCommandMapper.commandOf(message.getCreateModule());
      case CREATE_BLOCK -> ContextCommandMapper.commandOf(message.getCreateBlock());
      case MOVE_CATEGORY -> ContextCommandMapper.commandOf(message.getMoveCategory());
      case MOVE_COURSE -> ContextCommandMapper.commandOf(message.getMoveCourse());
      case LOCK_CONTEXT -> ContextCommandMapper.commandOf(message.getLockContext());
      case DELETE_CATEGORY -> ContextCommandMapper.commandOf(message.getDeleteCategory());
      case DELETE_COURSE -> ContextCommandMapper.commandOf(message.getDeleteCourse());
      case DELETE_MODULE -> ContextCommandMapper.commandOf(message.getDeleteModule());
      case DELETE_BLOCK -> ContextCommandMapper.commandOf(message.getDeleteBlock());
      case CREATE_USER -> PeopleCommandMapper.commandOf(message.getCreateUser());
      case DELETE_USER -> PeopleCommandMapper.commandOf(message.getDeleteUser());
      case SUSPEND_USER -> PeopleCommandMapper.commandOf(message.getSuspendUser());
      case CREATE_GROUP -> PeopleCommandMapper.commandOf(message.getCreateGroup());
      case EDIT_GROUP -> PeopleCommandMapper.commandOf(message.getEditGroup());
      case DELETE_GROUP -> PeopleCommandMapper.commandOf(message.getDeleteGroup());
      case CREATE_GROUPING -> PeopleCommandMapper.commandOf(message.getCreateGrouping());
      case DELETE_GROUPING -> PeopleCommandMapper.commandOf(message.getDeleteGrouping());
      case ADD_GROUP_MEMBER -> PeopleCommandMapper.commandOf(message.getAddGroupMember());
      case REMOVE_GROUP_MEMBER -> PeopleCommandMapper.commandOf(message.getRemoveGroupMember());
      case ADD_TO_GROUPING -> PeopleCommandMapper.commandOf(message.getAddToGrouping());
      case REMOVE_FROM_GROUPING -> PeopleCommandMapper.commandOf(message.getRemoveFromGrouping());
      case ADD_ENROLMENT_METHOD -> PeopleCommandMapper.commandOf(message.getAddEnrolmentMethod());
      case EDIT_ENROLMENT_METHOD -> PeopleCommandMapper.commandOf(message.getEditEnrolmentMethod());
      case REMOVE_ENROLMENT_METHOD ->
          PeopleCommandMapper.commandOf(message.getRemoveEnrolmentMethod());
      case ENROL -> PeopleCommandMapper.commandOf(message.getEnrol());
      case SUSPEND_ENROLMENT -> PeopleCommandMapper.commandOf(message.getSuspendEnrolment());
      case UNENROL -> PeopleCommandMapper.commandOf(message.getUnenrol());
      case SET_SETTING -> {
        var set = message.getSetSetting();
        WireFields.requirePresent(set.hasValue(), "value");
        yield new SettingCommand.SetSetting(set.getName(), set.getValue());
      }
      case UNSET_SETTING -> new SettingCommand.UnsetSetting(message.getUnsetSetting().getName());
      case ADD_SITE_ADMIN -> new SettingCommand.AddSiteAdmin(message.getAddSiteAdmin().getUserId());
      case REMOVE_SITE_ADMIN ->
          new SettingCommand.RemoveSiteAdmin(message.getRemoveSiteAdmin().getUserId());
      case UPDATE_CAPABILITIES -> updateCapabilities(message.getUpdateCapabilities());
      case COMMAND_NOT_SET -> throw new IllegalStateException("refused before");
    };
  }

  private static PermissionCommand permission(SetCapability set) {
    return new PermissionCommand.SetCapability(
        set.getRoleId(),
        WireFields.context(set.getContext(), "context"),
        set.getCapability(),
        WireFields.choice(set.getPermission(), "permission"),
        set.getOverwrite());
  }

  private static PermissionCommand permission(UnsetCapability unset) {
    return new PermissionCommand.UnsetCapability(
        unset.getRoleId(),
        WireFields.context(unset.getContext(), "context"),
        unset.getCapability());
  }

  private static PermissionCommand permission(UnsetCapabilityEverywhere unset) {
    return new PermissionCommand.UnsetCapabilityEverywhere(
        unset.getRoleId(), unset.getCapability());
  }

  private static PermissionCommand permission(ChangePermission change) {
    return new PermissionCommand.ChangePermission(
        change.getRoleId(),
        WireFields.context(change.getContext(), "context"),
        change.getCapability(),
        WireFields.choice(change.getPermission(), "permission"));
  }

  private static AssignmentCommand assignRole(AssignRole assign) {
    return new AssignmentCommand.AssignRole(
        assign.getRoleId(),
        assign.getUserId(),
        WireFields.context(assign.getContext(), "context"),
        new AssignmentSource(assign.getComponent(), assign.getItemId()),
        WireFields.period(assign.getPeriod()));
  }

  private static AssignmentCommand unassignRole(UnassignRole unassign) {
    return new AssignmentCommand.UnassignRole(
        unassign.getRoleId(),
        unassign.getUserId(),
        WireFields.context(unassign.getContext(), "context"),
        new AssignmentSource(unassign.getComponent(), unassign.getItemId()));
  }

  private static AssignmentCommand unassignAll(UnassignAll unassign) {
    WireFields.requirePresent(unassign.hasFilter(), "filter");
    var filter = unassign.getFilter();
    List<ContextName> contexts =
        filter.hasContext()
            ? List.of(WireFields.context(filter.getContext(), "filter.context"))
            : List.of();
    // The words for "any" within are not those of the wire, where they are absent.
    if (filter.hasComponent() && filter.getComponent().equals(AssignmentFilter.ANY_COMPONENT)) {
      throw WireFields.refusal("filter.component", "`*` (expected: absent for any component)");
    }
    if (filter.hasItemId()) {
      WireFields.requireAtLeast(filter.getItemId(), 0, "filter.item_id");
    }
    return new AssignmentCommand.UnassignAll(
        new AssignmentFilter(
            filter.getRoleId(),
            filter.getUserId(),
            contexts,
            filter.hasComponent() ? filter.getComponent() : AssignmentFilter.ANY_COMPONENT,
            filter.hasItemId() ? filter.getItemId() : AssignmentFilter.ANY_ITEM),
        unassign.getWithSubContexts(),
        unassign.getIncludeManual());
  }

  private static UpdateCapabilities updateCapabilities(dev.beadle.v1.UpdateCapabilities update) {
    List<CapabilityDefinition> definitions = new ArrayList<>(update.getDefinitionsCount());
    for (int i = 0; i < update.getDefinitionsCount(); i++) {
      try {
        definitions.add(definition(update.getDefinitions(i)));
      } catch (RefusedChangeException refused) {
        throw atDefinition(i, refused);
      }
    }
    return new UpdateCapabilities(update.getComponent(), definitions);
  }

  /** Definitions name their fields as those of a list of them; the place in it is known here. */
  private static RefusedChangeException atDefinition(int place, RefusedChangeException refused) {
    String list = "definitions.";
    String field = refused.details().field();
    String message = String.valueOf(refused.getMessage());
    String numbered = "definitions[" + place + "].";
    if (!field.startsWith(list) || !message.startsWith(field)) {
      return WireFields.within(numbered, refused);
    }
    return refused.moved(
        numbered + message.substring(list.length()),
        refused.details().withField(numbered + field.substring(list.length())));
  }

  private static CapabilityDefinition definition(dev.beadle.v1.CapabilityDefinition definition) {
    Map<String, PermissionChoice> archetypes = new LinkedHashMap<>();
    definition
        .getArchetypesMap()
        .forEach((archetype, permission) ->
            archetypes.put(
                archetype, WireFields.choice(permission, "definitions.archetypes." + archetype)));
    return new CapabilityDefinition(
        definition.getName(),
        definition.getType(),
        definition.getLevel(),
        definition.getRisks(),
        archetypes,
        definition.getClonePermissionsFrom());
  }
}
