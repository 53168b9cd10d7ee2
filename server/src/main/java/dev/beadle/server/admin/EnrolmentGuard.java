package dev.beadle.server.admin;

import dev.beadle.server.admin.EnrolmentCommand.AddEnrolmentMethod;
import dev.beadle.server.admin.EnrolmentCommand.EditEnrolmentMethod;
import dev.beadle.server.admin.EnrolmentCommand.Enrol;
import dev.beadle.server.admin.EnrolmentCommand.RemoveEnrolmentMethod;
import dev.beadle.server.admin.EnrolmentCommand.SuspendEnrolment;
import dev.beadle.server.admin.EnrolmentCommand.Unenrol;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;

/**
 * Who may change enrolments: each plug-in has capabilities of its own. One that does not define
 * what is needed leaves it to {@code moodle/course:enrolconfig}. Stateless.
 */
final class EnrolmentGuard {
  private static final String CONFIGURE = "moodle/course:enrolconfig";

  private EnrolmentGuard() {}

  static void check(Actor actor, EnrolmentCommand command) {
    switch (command) {
      case AddEnrolmentMethod add ->
          checkMethod(
              actor,
              add.plugin(),
              SiteRows.contextOf(actor.site(), ContextLevel.COURSE, add.courseId()));
      case EditEnrolmentMethod(long enrolId, long _, boolean _) -> checkMethod(actor, enrolId);
      case RemoveEnrolmentMethod(long enrolId) -> checkMethod(actor, enrolId);
      case Enrol enrol -> {
        int course = course(actor.site(), enrol.enrolId());
        require(actor, enrol.enrolId(), "enrol");
        if (EnrolmentPlanner.findEnrolment(actor.site(), enrol.enrolId(), enrol.userId()) != null) {
          require(actor, enrol.enrolId(), "manage");
        }
        if (enrol.roleId() != 0) {
          actor.requireAssignable(enrol.roleId(), course);
        }
      }
      case SuspendEnrolment(long enrolId, long _, boolean _) -> require(actor, enrolId, "manage");
      case Unenrol(long enrolId, long userId) -> {
        String own = "enrol/" + pluginOf(actor.site(), enrolId) + ":unenrolself";
        boolean isOwn = actor.userId() == userId && actor.isDefined(own);
        if (!isOwn || !actor.may(own, course(actor.site(), enrolId))) {
          require(actor, enrolId, "unenrol");
        }
      }
    }
  }

  private static void checkMethod(Actor actor, long enrolId) {
    checkMethod(actor, pluginOf(actor.site(), enrolId), course(actor.site(), enrolId));
  }

  private static void checkMethod(Actor actor, String plugin, int course) {
    actor.require(CONFIGURE, course);
    actor.requireIfDefined("enrol/" + plugin + ":config", course);
  }

  private static void require(Actor actor, long enrolId, String what) {
    String capability = "enrol/" + pluginOf(actor.site(), enrolId) + ":" + what;
    actor.require(
        actor.isDefined(capability) ? capability : CONFIGURE, course(actor.site(), enrolId));
  }

  private static String pluginOf(PolicySnapshot site, long enrolId) {
    return SiteRows.text(method(site, enrolId), "enrol");
  }

  private static int course(PolicySnapshot site, long enrolId) {
    return SiteRows.contextOf(
        site, ContextLevel.COURSE, SiteRows.number(method(site, enrolId), "courseid"));
  }

  private static TableRow method(PolicySnapshot site, long enrolId) {
    return SiteRows.rowOf(site, SiteTable.ENROL, "enrol_id", enrolId);
  }
}
