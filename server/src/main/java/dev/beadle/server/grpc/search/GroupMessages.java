package dev.beadle.server.grpc.search;

import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.grpc.FieldChecks;
import dev.beadle.server.search.courses.Group;
import dev.beadle.server.search.courses.GroupMode;
import dev.beadle.server.search.courses.GroupPlace;
import dev.beadle.server.search.courses.GroupSight;
import dev.beadle.server.search.courses.GroupVisibility;
import dev.beadle.v1.CourseGroup;
import dev.beadle.v1.GroupVisibilityReason;

/** Groups, on the wire and in the terms of a site. Stateless. */
final class GroupMessages {
  private GroupMessages() {}

  /** A place; required. */
  static GroupPlace placeOf(dev.beadle.v1.GroupPlace place) {
    return switch (place.getPlaceCase()) {
      case COURSE_ID ->
          new GroupPlace.OfCourse(FieldChecks.requireId(place.getCourseId(), "place.course_id"));
      case COURSE_MODULE_ID ->
          new GroupPlace.OfActivity(
              FieldChecks.requireId(place.getCourseModuleId(), "place.course_module_id"));
      case PLACE_NOT_SET ->
          throw new InvalidQueryException("place: required (course_id or course_module_id)");
    };
  }

  static dev.beadle.v1.GroupMode of(GroupMode mode) {
    return switch (mode) {
      case NONE -> dev.beadle.v1.GroupMode.GROUP_MODE_NONE;
      case SEPARATE -> dev.beadle.v1.GroupMode.GROUP_MODE_SEPARATE;
      case VISIBLE -> dev.beadle.v1.GroupMode.GROUP_MODE_VISIBLE;
    };
  }

  static CourseGroup of(Group group) {
    return CourseGroup.newBuilder()
        .setId(group.id())
        .setName(group.name())
        .setVisibility(of(group.visibility()))
        .setParticipation(group.takesPart())
        .build();
  }

  static GroupVisibilityReason of(GroupSight sight) {
    return switch (sight) {
      case SEEN_BY_MODE -> GroupVisibilityReason.GROUP_VISIBILITY_REASON_MODE;
      case SEEN_BY_ACCESS_TO_ALL_GROUPS ->
          GroupVisibilityReason.GROUP_VISIBILITY_REASON_ACCESS_ALL_GROUPS;
      case SEEN_BY_MEMBERSHIP -> GroupVisibilityReason.GROUP_VISIBILITY_REASON_MEMBER;
      case UNSEEN -> GroupVisibilityReason.GROUP_VISIBILITY_REASON_NOT_MEMBER;
    };
  }

  private static dev.beadle.v1.GroupVisibility of(GroupVisibility visibility) {
    return switch (visibility) {
      case ALL -> dev.beadle.v1.GroupVisibility.GROUP_VISIBILITY_ALL;
      case MEMBERS -> dev.beadle.v1.GroupVisibility.GROUP_VISIBILITY_MEMBERS;
      case OWN -> dev.beadle.v1.GroupVisibility.GROUP_VISIBILITY_OWN;
      case NONE -> dev.beadle.v1.GroupVisibility.GROUP_VISIBILITY_NONE;
    };
  }
}
