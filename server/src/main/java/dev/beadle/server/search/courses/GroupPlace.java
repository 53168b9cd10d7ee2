package dev.beadle.server.search.courses;

/** Where groups are asked about. */
public sealed interface GroupPlace {
  /** A course (course.id). */
  record OfCourse(long courseId) implements GroupPlace {}

  /** An activity (course_modules.id). */
  record OfActivity(long courseModuleId) implements GroupPlace {}
}
