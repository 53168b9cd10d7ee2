package dev.beadle.server.grpc;

import dev.beadle.server.admin.AdminCommand;
import dev.beadle.server.admin.EnrolmentCommand;
import dev.beadle.server.admin.GroupCommand;
import dev.beadle.server.admin.UserCommand;

/** Reads commands about accounts, groups and enrolments from the wire. Stateless. */
final class PeopleCommandMapper {
  private PeopleCommandMapper() {}

  static AdminCommand commandOf(dev.beadle.v1.AdminCommand message) {
    return switch (message.getCommandCase()) {
      case CREATE_USER -> new UserCommand.CreateUser(message.getCreateUser().getUsername());
      case DELETE_USER -> new UserCommand.DeleteUser(message.getDeleteUser().getUserId());
      case SUSPEND_USER -> {
        var suspend = message.getSuspendUser();
        WireFields.requirePresent(suspend.hasSuspended(), "suspended");
        yield new UserCommand.SuspendUser(suspend.getUserId(), suspend.getSuspended());
      }
      case ADD_ENROLMENT_METHOD,
          EDIT_ENROLMENT_METHOD,
          REMOVE_ENROLMENT_METHOD,
          ENROL,
          SUSPEND_ENROLMENT,
          UNENROL ->
          enrolment(message);
      default -> group(message);
    };
  }

  private static GroupCommand group(dev.beadle.v1.AdminCommand message) {
    return switch (message.getCommandCase()) {
      case CREATE_GROUP -> {
        var create = message.getCreateGroup();
        yield new GroupCommand.CreateGroup(
            create.getCourseId(),
            create.getName(),
            create.getVisibility(),
            create.getParticipation());
      }
      case EDIT_GROUP -> {
        var edit = message.getEditGroup();
        WireFields.requirePresent(edit.hasVisibility(), "visibility");
        WireFields.requirePresent(edit.hasParticipation(), "participation");
        yield new GroupCommand.EditGroup(
            edit.getGroupId(), edit.getName(), edit.getVisibility(), edit.getParticipation());
      }
      case DELETE_GROUP -> new GroupCommand.DeleteGroup(message.getDeleteGroup().getGroupId());
      case CREATE_GROUPING -> {
        var create = message.getCreateGrouping();
        yield new GroupCommand.CreateGrouping(create.getCourseId(), create.getName());
      }
      case DELETE_GROUPING ->
          new GroupCommand.DeleteGrouping(message.getDeleteGrouping().getGroupingId());
      case ADD_GROUP_MEMBER -> {
        var add = message.getAddGroupMember();
        yield new GroupCommand.AddGroupMember(add.getGroupId(), add.getUserId());
      }
      case REMOVE_GROUP_MEMBER -> {
        var remove = message.getRemoveGroupMember();
        yield new GroupCommand.RemoveGroupMember(remove.getGroupId(), remove.getUserId());
      }
      case ADD_TO_GROUPING -> {
        var add = message.getAddToGrouping();
        yield new GroupCommand.AddToGrouping(add.getGroupingId(), add.getGroupId());
      }
      case REMOVE_FROM_GROUPING -> {
        var remove = message.getRemoveFromGrouping();
        yield new GroupCommand.RemoveFromGrouping(remove.getGroupingId(), remove.getGroupId());
      }
      default -> throw new IllegalStateException("not about people: " + message);
    };
  }

  private static EnrolmentCommand enrolment(dev.beadle.v1.AdminCommand message) {
    return switch (message.getCommandCase()) {
      case ADD_ENROLMENT_METHOD -> {
        var add = message.getAddEnrolmentMethod();
        yield new EnrolmentCommand.AddEnrolmentMethod(
            add.getCourseId(), add.getPlugin(), add.getRoleId(), !add.getDisabled());
      }
      case EDIT_ENROLMENT_METHOD -> {
        var edit = message.getEditEnrolmentMethod();
        WireFields.requirePresent(edit.hasRoleId(), "role_id");
        WireFields.requirePresent(edit.hasDisabled(), "disabled");
        yield new EnrolmentCommand.EditEnrolmentMethod(
            edit.getEnrolId(), edit.getRoleId(), !edit.getDisabled());
      }
      case REMOVE_ENROLMENT_METHOD ->
          new EnrolmentCommand.RemoveEnrolmentMethod(
              message.getRemoveEnrolmentMethod().getEnrolId());
      case ENROL -> {
        var enrol = message.getEnrol();
        yield new EnrolmentCommand.Enrol(
            enrol.getEnrolId(),
            enrol.getUserId(),
            enrol.getRoleId(),
            enrol.getSuspended(),
            WireFields.period(enrol.getPeriod()));
      }
      case SUSPEND_ENROLMENT -> {
        var suspend = message.getSuspendEnrolment();
        WireFields.requirePresent(suspend.hasSuspended(), "suspended");
        yield new EnrolmentCommand.SuspendEnrolment(
            suspend.getEnrolId(), suspend.getUserId(), suspend.getSuspended());
      }
      case UNENROL -> {
        var unenrol = message.getUnenrol();
        yield new EnrolmentCommand.Unenrol(unenrol.getEnrolId(), unenrol.getUserId());
      }
      default -> throw new IllegalStateException("not about enrolment: " + message);
    };
  }
}
