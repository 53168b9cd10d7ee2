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
      case CREATE_ROLE,
          EDIT_ROLE,
          SET_ARCHETYPE,
          SWAP_ROLES,
          DUPLICATE_ROLE,
          DELETE_ROLE,
          RESET_ROLE,
          SET_ROLE_LEVELS,
          ALLOW_ROLE,
          DISALLOW_ROLE,
          SET_ROLE_NAME,
          REMOVE_ROLE_NAME ->
          RoleCommandMapper.commandOf(message);
      case SET_CAPABILITY, UNSET_CAPABILITY, UNSET_CAPABILITY_EVERYWHERE, CHANGE_PERMISSION ->
          permission(message);
      case ASSIGN_ROLE -> assignRole(message.getAssignRole());
      case UNASSIGN_ROLE -> unassignRole(message.getUnassignRole());
      case UNASSIGN_ALL -> unassignAll(message.getUnassignAll());
      case CREATE_CATEGORY,
          CREATE_COURSE,
          EDIT_COURSE,
          CREATE_MODULE,
          CREATE_BLOCK,
          MOVE_CATEGORY,
          MOVE_COURSE,
          LOCK_CONTEXT,
          DELETE_CATEGORY,
          DELETE_COURSE,
          DELETE_MODULE,
          DELETE_BLOCK ->
          ContextCommandMapper.commandOf(message);
      case CREATE_USER,
          DELETE_USER,
          SUSPEND_USER,
          CREATE_GROUP,
          EDIT_GROUP,
          DELETE_GROUP,
          CREATE_GROUPING,
          DELETE_GROUPING,
          ADD_GROUP_MEMBER,
          REMOVE_GROUP_MEMBER,
          ADD_TO_GROUPING,
          REMOVE_FROM_GROUPING,
          ADD_ENROLMENT_METHOD,
          EDIT_ENROLMENT_METHOD,
          REMOVE_ENROLMENT_METHOD,
          ENROL,
          SUSPEND_ENROLMENT,
          UNENROL ->
          PeopleCommandMapper.commandOf(message);
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

  private static PermissionCommand permission(dev.beadle.v1.AdminCommand message) {
    return switch (message.getCommandCase()) {
      case SET_CAPABILITY -> {
        var set = message.getSetCapability();
        yield new PermissionCommand.SetCapability(
            set.getRoleId(),
            WireFields.context(set.getContext(), "context"),
            set.getCapability(),
            WireFields.choice(set.getPermission(), "permission"),
            set.getOverwrite());
      }
      case UNSET_CAPABILITY -> {
        var unset = message.getUnsetCapability();
        yield new PermissionCommand.UnsetCapability(
            unset.getRoleId(),
            WireFields.context(unset.getContext(), "context"),
            unset.getCapability());
      }
      case UNSET_CAPABILITY_EVERYWHERE -> {
        var unset = message.getUnsetCapabilityEverywhere();
        yield new PermissionCommand.UnsetCapabilityEverywhere(
            unset.getRoleId(), unset.getCapability());
      }
      case CHANGE_PERMISSION -> {
        var change = message.getChangePermission();
        yield new PermissionCommand.ChangePermission(
            change.getRoleId(),
            WireFields.context(change.getContext(), "context"),
            change.getCapability(),
            WireFields.choice(change.getPermission(), "permission"));
      }
      default -> throw new IllegalStateException("not about permissions: " + message);
    };
  }

  private static AssignmentCommand assignRole(dev.beadle.v1.AssignRole assign) {
    return new AssignmentCommand.AssignRole(
        assign.getRoleId(),
        assign.getUserId(),
        WireFields.context(assign.getContext(), "context"),
        new AssignmentSource(assign.getComponent(), assign.getItemId()),
        WireFields.period(assign.getPeriod()));
  }

  private static AssignmentCommand unassignRole(dev.beadle.v1.UnassignRole unassign) {
    return new AssignmentCommand.UnassignRole(
        unassign.getRoleId(),
        unassign.getUserId(),
        WireFields.context(unassign.getContext(), "context"),
        new AssignmentSource(unassign.getComponent(), unassign.getItemId()));
  }

  private static AssignmentCommand unassignAll(dev.beadle.v1.UnassignAll unassign) {
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
