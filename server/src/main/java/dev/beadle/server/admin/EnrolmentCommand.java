package dev.beadle.server.admin;

import static java.util.Objects.requireNonNull;

/** Commands about who takes part in a course, and the ways to. */
public sealed interface EnrolmentCommand extends AdminCommand {
  /**
   * Adds a way to enrol to a course.
   *
   * @param plugin enrol.enrol, such as {@code manual}
   * @param roleId the role that it gives by default, or 0
   */
  record AddEnrolmentMethod(long courseId, String plugin, long roleId, boolean enabled)
      implements EnrolmentCommand {
    public AddEnrolmentMethod {
      Fields.requireId("course_id", courseId);
      Fields.requireName("plugin", plugin, Fields.PLUGIN_NAME_LENGTH);
      Fields.requireIdOrZero("role_id", roleId);
    }
  }

  /** Changes a way to enrol. */
  record EditEnrolmentMethod(long enrolId, long roleId, boolean enabled)
      implements EnrolmentCommand {
    public EditEnrolmentMethod {
      Fields.requireId("enrol_id", enrolId);
      Fields.requireIdOrZero("role_id", roleId);
    }
  }

  /** Removes a way to enrol, with the enrolments and roles that came by it. */
  record RemoveEnrolmentMethod(long enrolId) implements EnrolmentCommand {
    public RemoveEnrolmentMethod {
      Fields.requireId("enrol_id", enrolId);
    }
  }

  /**
   * Enrols a user, or changes his enrolment.
   *
   * @param enrolId the way: enrol.id
   * @param roleId the role that he gets in the course, or 0 for none
   */
  record Enrol(long enrolId, long userId, long roleId, boolean suspended, Period period)
      implements EnrolmentCommand {
    public Enrol {
      Fields.requireId("enrol_id", enrolId);
      Fields.requireId("user_id", userId);
      Fields.requireIdOrZero("role_id", roleId);
      requireNonNull(period, "period");
    }
  }

  /** Suspends an enrolment, or takes that back; roles stay (§5). */
  record SuspendEnrolment(long enrolId, long userId, boolean suspended)
      implements EnrolmentCommand {
    public SuspendEnrolment {
      Fields.requireId("enrol_id", enrolId);
      Fields.requireId("user_id", userId);
    }
  }

  /** Ends an enrolment with what came by it. */
  record Unenrol(long enrolId, long userId) implements EnrolmentCommand {
    public Unenrol {
      Fields.requireId("enrol_id", enrolId);
      Fields.requireId("user_id", userId);
    }
  }
}
