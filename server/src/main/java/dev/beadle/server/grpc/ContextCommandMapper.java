package dev.beadle.server.grpc;

import dev.beadle.server.admin.ContextCommand;
import dev.beadle.server.admin.CourseTraits;
import dev.beadle.v1.CreateBlock;
import dev.beadle.v1.CreateCategory;
import dev.beadle.v1.CreateCourse;
import dev.beadle.v1.CreateModule;
import dev.beadle.v1.DeleteBlock;
import dev.beadle.v1.DeleteCategory;
import dev.beadle.v1.DeleteCourse;
import dev.beadle.v1.DeleteModule;
import dev.beadle.v1.EditCourse;
import dev.beadle.v1.LockContext;
import dev.beadle.v1.MoveCategory;
import dev.beadle.v1.MoveCourse;

/** Reads commands about the things that have a context from the wire. Stateless. */
final class ContextCommandMapper {
  private ContextCommandMapper() {}

  static ContextCommand commandOf(CreateCategory create) {
    return new ContextCommand.CreateCategory(
        create.getParentId(), create.getName(), !create.getHidden());
  }

  static ContextCommand commandOf(CreateCourse create) {
    return new ContextCommand.CreateCourse(create.getCategoryId(), traits(create));
  }

  static ContextCommand commandOf(EditCourse edit) {
    return new ContextCommand.EditCourse(edit.getCourseId(), traits(edit));
  }

  static ContextCommand commandOf(CreateModule create) {
    return new ContextCommand.CreateModule(
        create.getCourseId(),
        create.getModuleName(),
        create.getInstanceId(),
        !create.getHidden(),
        create.getGroupMode());
  }

  static ContextCommand commandOf(CreateBlock create) {
    return new ContextCommand.CreateBlock(
        WireFields.context(create.getParent(), "parent"), create.getBlockName());
  }

  static ContextCommand commandOf(MoveCategory move) {
    WireFields.requirePresent(move.hasParentId(), "parent_id");
    return new ContextCommand.MoveCategory(move.getCategoryId(), move.getParentId());
  }

  static ContextCommand commandOf(MoveCourse move) {
    return new ContextCommand.MoveCourse(move.getCourseId(), move.getCategoryId());
  }

  static ContextCommand commandOf(LockContext lock) {
    WireFields.requirePresent(lock.hasLocked(), "locked");
    return new ContextCommand.LockContext(
        WireFields.context(lock.getContext(), "context"), lock.getLocked());
  }

  static ContextCommand commandOf(DeleteCategory delete) {
    return new ContextCommand.DeleteCategory(delete.getCategoryId());
  }

  static ContextCommand commandOf(DeleteCourse delete) {
    return new ContextCommand.DeleteCourse(delete.getCourseId());
  }

  static ContextCommand commandOf(DeleteModule delete) {
    return new ContextCommand.DeleteModule(delete.getModuleId());
  }

  static ContextCommand commandOf(DeleteBlock delete) {
    return new ContextCommand.DeleteBlock(delete.getBlockId());
  }

  private static CourseTraits traits(CreateCourse create) {
    return new CourseTraits(
        create.getShortName(),
        !create.getHidden(),
        create.getGroupMode(),
        create.getGroupModeForced(),
        create.getDefaultGroupingId());
  }

  private static CourseTraits traits(EditCourse edit) {
    WireFields.requirePresent(edit.hasHidden(), "hidden");
    WireFields.requirePresent(edit.hasGroupMode(), "group_mode");
    WireFields.requirePresent(edit.hasGroupModeForced(), "group_mode_forced");
    WireFields.requirePresent(edit.hasDefaultGroupingId(), "default_grouping_id");
    return new CourseTraits(
        edit.getShortName(),
        !edit.getHidden(),
        edit.getGroupMode(),
        edit.getGroupModeForced(),
        edit.getDefaultGroupingId());
  }
}
