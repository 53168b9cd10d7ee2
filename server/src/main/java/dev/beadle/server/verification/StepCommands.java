package dev.beadle.server.verification;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.beadle.server.admin.AdminCommand;
import dev.beadle.server.admin.AssignmentCommand.AssignRole;
import dev.beadle.server.admin.AssignmentCommand.AssignmentFilter;
import dev.beadle.server.admin.AssignmentCommand.UnassignAll;
import dev.beadle.server.admin.AssignmentCommand.UnassignRole;
import dev.beadle.server.admin.ContextCommand.CreateBlock;
import dev.beadle.server.admin.ContextCommand.CreateCategory;
import dev.beadle.server.admin.ContextCommand.CreateCourse;
import dev.beadle.server.admin.ContextCommand.CreateModule;
import dev.beadle.server.admin.ContextCommand.DeleteBlock;
import dev.beadle.server.admin.ContextCommand.DeleteCourse;
import dev.beadle.server.admin.ContextCommand.DeleteModule;
import dev.beadle.server.admin.ContextCommand.LockContext;
import dev.beadle.server.admin.ContextCommand.MoveCategory;
import dev.beadle.server.admin.ContextCommand.MoveCourse;
import dev.beadle.server.admin.ContextName;
import dev.beadle.server.admin.CourseTraits;
import dev.beadle.server.admin.EnrolmentCommand.Enrol;
import dev.beadle.server.admin.EnrolmentCommand.Unenrol;
import dev.beadle.server.admin.GroupCommand.AddGroupMember;
import dev.beadle.server.admin.GroupCommand.RemoveGroupMember;
import dev.beadle.server.admin.Period;
import dev.beadle.server.admin.PermissionChoice;
import dev.beadle.server.admin.PermissionCommand.ChangePermission;
import dev.beadle.server.admin.PermissionCommand.SetCapability;
import dev.beadle.server.admin.PermissionCommand.UnsetCapability;
import dev.beadle.server.admin.PermissionCommand.UnsetCapabilityEverywhere;
import dev.beadle.server.admin.RoleCommand.Allow;
import dev.beadle.server.admin.RoleCommand.CreateRole;
import dev.beadle.server.admin.RoleCommand.DeleteRole;
import dev.beadle.server.admin.RoleCommand.ResetRole;
import dev.beadle.server.admin.RoleCommand.SetRoleLevels;
import dev.beadle.server.admin.RoleMatrix;
import dev.beadle.server.admin.SettingCommand.SetSetting;
import dev.beadle.server.admin.StandardDefinitions;
import dev.beadle.server.admin.UpdateCapabilities;
import dev.beadle.server.admin.UserCommand.CreateUser;
import dev.beadle.server.admin.UserCommand.DeleteUser;
import dev.beadle.server.graph.AssignmentSource;
import dev.beadle.server.moodle.SiteReadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The commands that a recorded step stands for: a call of Moodle's own functions with its
 * arguments. What a call made up by itself, such as the names of what it created, is taken from the
 * rows that were recorded. Immutable and so thread-safe.
 */
public final class StepCommands {
  private final StandardDefinitions standard;

  /** Knows what Moodle's components define. */
  public StepCommands(StandardDefinitions standard) {
    this.standard = standard;
  }

  /** A step, ready to be asked for its parts. */
  private record Step(JsonObject json, JsonElement arguments) {
    long number(int at) {
      return argument(at).getAsLong();
    }

    boolean flag(int at) {
      return argument(at).getAsBoolean();
    }

    String text(int at) {
      return argument(at).getAsString();
    }

    boolean isNull(int at) {
      return argument(at).isJsonNull();
    }

    ContextName context(int at) {
      return new ContextName.ById(number(at));
    }

    AssignmentSource source(int component, int item) {
      return new AssignmentSource(text(component), number(item));
    }

    JsonElement argument(int at) {
      return arguments instanceof JsonArray list
          ? list.get(at)
          : arguments.getAsJsonObject().get(Integer.toString(at));
    }

    /** A value of the first row that the step inserted into a table; empty when it did not. */
    String inserted(String table, String column) {
      for (JsonElement change : json.getAsJsonArray("changes")) {
        JsonObject entry = change.getAsJsonObject();
        if (entry.get("table").getAsString().equals(table)
            && entry.get("op").getAsString().equals("insert")) {
          @Nullable JsonElement value = entry.getAsJsonObject("row").get(column);
          return value == null || value.isJsonNull() ? "" : value.getAsString();
        }
      }
      return "";
    }

    /** The values of every row that the step inserted into a table. */
    List<Integer> allInserted(String table, String column) {
      List<Integer> values = new ArrayList<>();
      for (JsonElement change : json.getAsJsonArray("changes")) {
        JsonObject entry = change.getAsJsonObject();
        if (entry.get("table").getAsString().equals(table)
            && entry.get("op").getAsString().equals("insert")) {
          values.add(entry.getAsJsonObject("row").get(column).getAsInt());
        }
      }
      return values;
    }
  }

  /**
   * The commands of a step: none when its arguments were not recorded, which is when the recording
   * found nothing to do.
   *
   * @throws SiteReadException if the step is none that was ever recorded
   */
  public List<AdminCommand> of(JsonObject step) {
    JsonElement arguments = step.get("args");
    if (arguments == null || arguments.isJsonNull()) {
      return List.of();
    }
    var call = new Step(step, arguments);
    String operation = step.get("op").getAsString();
    List<AdminCommand> commands = policyCommands(operation, call);
    if (commands.isEmpty()) {
      commands = siteCommands(operation, call);
    }
    if (commands.isEmpty()) {
      throw new SiteReadException("unknown op `" + operation + "`");
    }
    return commands;
  }

  /** Calls about roles, permissions and assignments; no commands for any other. */
  private List<AdminCommand> policyCommands(String operation, Step call) {
    return switch (operation) {
      case "assign_capability" ->
          List.of(
              new SetCapability(
                  call.number(2),
                  call.context(3),
                  call.text(0),
                  permission(call.number(1)),
                  call.flag(4)));
      case "unassign_capability" ->
          List.of(
              call.isNull(2)
                  ? new UnsetCapabilityEverywhere(call.number(1), call.text(0))
                  : new UnsetCapability(call.number(1), call.context(2), call.text(0)));
      case "role_change_permission" ->
          List.of(
              new ChangePermission(
                  call.number(0), call.context(1), call.text(2), permission(call.number(3))));
      case "role_assign" ->
          List.of(
              new AssignRole(
                  call.number(0),
                  call.number(1),
                  call.context(2),
                  call.source(3, 4),
                  Period.ALWAYS));
      case "role_unassign" ->
          List.of(
              new UnassignRole(call.number(0), call.number(1), call.context(2), call.source(3, 4)));
      case "role_unassign_all" -> List.of(unassignAll(call));
      case "create_role" -> createRole(call);
      case "delete_role" -> List.of(new DeleteRole(call.number(0)));
      case "reset_role_capabilities" -> List.of(new ResetRole(call.number(0)));
      case "allow" ->
          List.of(
              new Allow(
                  RoleMatrix.valueOf(call.text(0).toUpperCase(Locale.ROOT)),
                  call.number(1),
                  call.number(2)));
      case "update_capabilities" -> reinstall(call);
      default -> List.of();
    };
  }

  /** Calls about what else a site is made of; no commands for any other. */
  private static List<AdminCommand> siteCommands(String operation, Step call) {
    return switch (operation) {
      case "create_category" ->
          List.of(new CreateCategory(call.number(1), "Category " + call.number(0), true));
      case "create_course" ->
          List.of(
              new CreateCourse(
                  call.number(1), CourseTraits.named(call.inserted("course", "shortname"))));
      case "create_module" ->
          List.of(
              new CreateModule(
                  call.number(1),
                  call.text(0),
                  Long.parseLong(call.inserted("course_modules", "instance")),
                  true,
                  0));
      case "create_block" ->
          List.of(new CreateBlock(call.context(0), call.inserted("block_instances", "blockname")));
      case "create_user" -> List.of(new CreateUser(call.inserted("user", "username")));
      case "move_category" -> List.of(new MoveCategory(call.number(0), call.number(1)));
      case "move_course" -> List.of(new MoveCourse(call.number(0), call.number(1)));
      case "set_locked" -> List.of(new LockContext(call.context(0), call.flag(1)));
      case "delete_course" -> List.of(new DeleteCourse(call.number(0)));
      case "delete_module" -> List.of(new DeleteModule(call.number(0)));
      case "delete_block" -> List.of(new DeleteBlock(call.number(0)));
      case "delete_user" -> List.of(new DeleteUser(call.number(0)));
      case "enrol" ->
          List.of(
              new Enrol(
                  call.number(0),
                  call.number(1),
                  call.isNull(2) ? 0 : call.number(2),
                  call.number(5) != 0,
                  new Period(call.number(3), call.number(4))));
      case "unenrol" -> List.of(new Unenrol(call.number(0), call.number(1)));
      case "group_members" ->
          List.of(
              call.text(0).equals("add")
                  ? new AddGroupMember(call.number(1), call.number(2))
                  : new RemoveGroupMember(call.number(1), call.number(2)));
      case "set_config" -> List.of(new SetSetting(call.text(0), call.text(1)));
      default -> List.of();
    };
  }

  /** The recording gave a new role the permissions of its archetype, and two levels. */
  private static List<AdminCommand> createRole(Step call) {
    List<AdminCommand> commands = new ArrayList<>();
    commands.add(
        new CreateRole(
            call.inserted("role", "name"), call.inserted("role", "shortname"), call.text(1)));
    if (!call.text(1).isEmpty()) {
      commands.add(new ResetRole(call.number(0)));
    }
    commands.add(
        new SetRoleLevels(call.number(0), call.allInserted("role_context_levels", "contextlevel")));
    return commands;
  }

  /**
   * The recording took a capability's row out of the table, then had its component updated. Where
   * the permissions went with it, that is what an upgrade without the name does; where they were
   * kept, no function of Moodle's leaves them: whoever replays removes the row beforehand.
   */
  private List<AdminCommand> reinstall(Step call) {
    UpdateCapabilities update = componentOf(call.text(1));
    if (keepsPermissions(call.json())) {
      return List.of(update);
    }
    var without =
        new UpdateCapabilities(
            update.component(),
            update.definitions().stream()
                .filter(definition -> !definition.name().equals(call.text(0)))
                .toList());
    return List.of(without, update);
  }

  /** Whether a step took a capability's row out of its table but left its permissions. */
  static boolean keepsPermissions(JsonObject step) {
    return step.get("args") instanceof JsonObject arguments
        && arguments.get("old role_capabilities rows kept").getAsBoolean();
  }

  private UpdateCapabilities componentOf(String name) {
    for (UpdateCapabilities component : standard.components()) {
      if (component.component().equals(name)) {
        return component;
      }
    }
    throw new SiteReadException("unknown component `" + name + "`");
  }

  private static UnassignAll unassignAll(Step call) {
    JsonObject filter = call.argument(0).getAsJsonObject();
    List<ContextName> contexts = new ArrayList<>();
    if (filter.has("contextid")) {
      contexts.add(new ContextName.ById(filter.get("contextid").getAsLong()));
    }
    return new UnassignAll(
        new AssignmentFilter(
            filter.has("roleid") ? filter.get("roleid").getAsLong() : AssignmentFilter.ANY_ID,
            filter.has("userid") ? filter.get("userid").getAsLong() : AssignmentFilter.ANY_ID,
            contexts,
            filter.has("component")
                ? filter.get("component").getAsString()
                : AssignmentFilter.ANY_COMPONENT,
            filter.has("itemid") ? filter.get("itemid").getAsLong() : AssignmentFilter.ANY_ITEM),
        call.flag(1),
        false);
  }

  private static PermissionChoice permission(long stored) {
    for (PermissionChoice choice : PermissionChoice.values()) {
      if (choice.stored() == stored) {
        return choice;
      }
    }
    throw new SiteReadException("no permission is stored as " + stored);
  }
}
