package dev.beadle.server.grpc;

import dev.beadle.server.admin.ContextCommand;
import dev.beadle.server.admin.CourseTraits;
import dev.beadle.v1.AdminCommand;
import dev.beadle.v1.CreateCourse;
import dev.beadle.v1.EditCourse;

/** Reads commands about the things that have a context from the wire. Stateless. */
final class ContextCommandMapper {
  private ContextCommandMapper() {}

  static ContextCommand commandOf(AdminCommand message) {
    return switch (message.getCommandCase()) {
      case CREATE_CATEGORY -> {
        var create = message.getCreateCategory();
        yield new ContextCommand.CreateCategory(
            create.getParentId(), create.getName(), !create.getHidden());
      }
      case CREATE_COURSE -> {
        var create = message.getCreateCourse();
        yield new ContextCommand.CreateCourse(create.getCategoryId(), traits(create));
      }
      case EDIT_COURSE -> {
        var edit = message.getEditCourse();
        yield new ContextCommand.EditCourse(edit.getCourseId(), traits(edit));
      }
      case CREATE_MODULE -> {
        var create = message.getCreateModule();
        yield new ContextCommand.CreateModule(
            create.getCourseId(),
            create.getModuleName(),
            create.getInstanceId(),
            !create.getHidden(),
            create.getGroupMode());
      }
      case CREATE_BLOCK -> {
        var create = message.getCreateBlock();
        yield new ContextCommand.CreateBlock(
            WireFields.context(create.getParent(), "parent"), create.getBlockName());
      }
      default -> ofWhatIsThere(message);
    };
  }

  private static ContextCommand ofWhatIsThere(AdminCommand message) {
    return switch (message.getCommandCase()) {
      case MOVE_CATEGORY -> {
        var move = message.getMoveCategory();
        WireFields.requirePresent(move.hasParentId(), "parent_id");
        yield new ContextCommand.MoveCategory(move.getCategoryId(), move.getParentId());
      }
      case MOVE_COURSE -> {
        var move = message.getMoveCourse();
        yield new ContextCommand.MoveCourse(move.getCourseId(), move.getCategoryId());
      }
      case LOCK_CONTEXT -> {
        var lock = message.getLockContext();
        WireFields.requirePresent(lock.hasLocked(), "locked");
        yield new ContextCommand.LockContext(
            WireFields.context(lock.getContext(), "context"), lock.getLocked());
      }
      case DELETE_CATEGORY ->
          new ContextCommand.DeleteCategory(message.getDeleteCategory().getCategoryId());
      case DELETE_COURSE ->
          new ContextCommand.DeleteCourse(message.getDeleteCourse().getCourseId());
      case DELETE_MODULE ->
          new ContextCommand.DeleteModule(message.getDeleteModule().getModuleId());
      case DELETE_BLOCK -> new ContextCommand.DeleteBlock(message.getDeleteBlock().getBlockId());
      default -> throw new IllegalStateException("not about contexts: " + message);
    };
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
