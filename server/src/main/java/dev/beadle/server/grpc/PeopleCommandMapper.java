package dev.beadle.server.grpc;

import dev.beadle.server.admin.EnrolmentCommand;
import dev.beadle.server.admin.GroupCommand;
import dev.beadle.server.admin.UserCommand;
import dev.beadle.v1.AddEnrolmentMethod;
import dev.beadle.v1.AddGroupMember;
import dev.beadle.v1.AddToGrouping;
import dev.beadle.v1.CreateGroup;
import dev.beadle.v1.CreateGrouping;
import dev.beadle.v1.CreateUser;
import dev.beadle.v1.DeleteGroup;
import dev.beadle.v1.DeleteGrouping;
import dev.beadle.v1.DeleteUser;
import dev.beadle.v1.EditEnrolmentMethod;
import dev.beadle.v1.EditGroup;
import dev.beadle.v1.Enrol;
import dev.beadle.v1.RemoveEnrolmentMethod;
import dev.beadle.v1.RemoveFromGrouping;
import dev.beadle.v1.RemoveGroupMember;
import dev.beadle.v1.SuspendEnrolment;
import dev.beadle.v1.SuspendUser;
import dev.beadle.v1.Unenrol;

/** Reads commands about accounts, groups and enrolments from the wire. Stateless. */
final class PeopleCommandMapper {
  private PeopleCommandMapper() {}

  static UserCommand commandOf(CreateUser create) {
    return new UserCommand.CreateUser(create.getUsername());
  }

  static UserCommand commandOf(DeleteUser delete) {
    return new UserCommand.DeleteUser(delete.getUserId());
  }

  static UserCommand commandOf(SuspendUser suspend) {
    WireFields.requirePresent(suspend.hasSuspended(), "suspended");
    return new UserCommand.SuspendUser(suspend.getUserId(), suspend.getSuspended());
  }

  static GroupCommand commandOf(CreateGroup create) {
    return new GroupCommand.CreateGroup(
        create.getCourseId(), create.getName(), create.getVisibility(), create.getParticipation());
  }

  static GroupCommand commandOf(EditGroup edit) {
    WireFields.requirePresent(edit.hasVisibility(), "visibility");
    WireFields.requirePresent(edit.hasParticipation(), "participation");
    return new GroupCommand.EditGroup(
        edit.getGroupId(), edit.getName(), edit.getVisibility(), edit.getParticipation());
  }

  static GroupCommand commandOf(DeleteGroup delete) {
    return new GroupCommand.DeleteGroup(delete.getGroupId());
  }

  static GroupCommand commandOf(CreateGrouping create) {
    return new GroupCommand.CreateGrouping(create.getCourseId(), create.getName());
  }

  static GroupCommand commandOf(DeleteGrouping delete) {
    return new GroupCommand.DeleteGrouping(delete.getGroupingId());
  }

  static GroupCommand commandOf(AddGroupMember add) {
    return new GroupCommand.AddGroupMember(add.getGroupId(), add.getUserId());
  }

  static GroupCommand commandOf(RemoveGroupMember remove) {
    return new GroupCommand.RemoveGroupMember(remove.getGroupId(), remove.getUserId());
  }

  static GroupCommand commandOf(AddToGrouping add) {
    return new GroupCommand.AddToGrouping(add.getGroupingId(), add.getGroupId());
  }

  static GroupCommand commandOf(RemoveFromGrouping remove) {
    return new GroupCommand.RemoveFromGrouping(remove.getGroupingId(), remove.getGroupId());
  }

  static EnrolmentCommand commandOf(AddEnrolmentMethod add) {
    return new EnrolmentCommand.AddEnrolmentMethod(
        add.getCourseId(), add.getPlugin(), add.getRoleId(), !add.getDisabled());
  }

  static EnrolmentCommand commandOf(EditEnrolmentMethod edit) {
    WireFields.requirePresent(edit.hasRoleId(), "role_id");
    WireFields.requirePresent(edit.hasDisabled(), "disabled");
    return new EnrolmentCommand.EditEnrolmentMethod(
        edit.getEnrolId(), edit.getRoleId(), !edit.getDisabled());
  }

  static EnrolmentCommand commandOf(RemoveEnrolmentMethod remove) {
    return new EnrolmentCommand.RemoveEnrolmentMethod(remove.getEnrolId());
  }

  static EnrolmentCommand commandOf(Enrol enrol) {
    return new EnrolmentCommand.Enrol(
        enrol.getEnrolId(),
        enrol.getUserId(),
        enrol.getRoleId(),
        enrol.getSuspended(),
        WireFields.period(enrol.getPeriod()));
  }

  static EnrolmentCommand commandOf(SuspendEnrolment suspend) {
    WireFields.requirePresent(suspend.hasSuspended(), "suspended");
    return new EnrolmentCommand.SuspendEnrolment(
        suspend.getEnrolId(), suspend.getUserId(), suspend.getSuspended());
  }

  static EnrolmentCommand commandOf(Unenrol unenrol) {
    return new EnrolmentCommand.Unenrol(unenrol.getEnrolId(), unenrol.getUserId());
  }
}
