package dev.beadle.server.admin;

import dev.beadle.server.admin.EnrolmentCommand.AddEnrolmentMethod;
import dev.beadle.server.admin.EnrolmentCommand.EditEnrolmentMethod;
import dev.beadle.server.admin.EnrolmentCommand.Enrol;
import dev.beadle.server.admin.EnrolmentCommand.RemoveEnrolmentMethod;
import dev.beadle.server.admin.EnrolmentCommand.SuspendEnrolment;
import dev.beadle.server.admin.EnrolmentCommand.Unenrol;
import dev.beadle.server.admin.SiteRows.Match;
import dev.beadle.server.change.Change.RowSaved;
import dev.beadle.server.graph.AssignmentSource;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog.Role;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What changes by a command about enrolments (§13). Stateless. */
final class EnrolmentPlanner {
  private static final int ENABLED = 0;
  private static final int DISABLED = 1;
  private static final int ACTIVE = 0;
  private static final int SUSPENDED = 1;

  /** The plug-ins that let others change the roles they gave, so these are as if given by hand. */
  private static final Set<String> UNPROTECTED =
      Set.of("manual", "self", "flatfile", "paypal", "fee");

  private EnrolmentPlanner() {}

  static void plan(PlanState state, EnrolmentCommand command) {
    switch (command) {
      case AddEnrolmentMethod(long courseId, String plugin, long roleId, boolean enabled) -> {
        SiteRows.rowOf(state.snapshot(), SiteTable.COURSE, "course_id", courseId);
        requireRoleOrNone(state.snapshot(), roleId);
        addMethod(state, courseId, plugin, nextOrder(state.snapshot(), courseId), roleId, enabled);
      }
      case EditEnrolmentMethod(long enrolId, long roleId, boolean enabled) -> {
        TableRow method = SiteRows.rowOf(state.snapshot(), SiteTable.ENROL, "enrol_id", enrolId);
        requireRoleOrNone(state.snapshot(), roleId);
        TableRow changed =
            method.with("roleid", roleId).with("status", enabled ? ENABLED : DISABLED);
        if (!changed.equals(method)) {
          state.add(new RowSaved(changed));
        }
      }
      case RemoveEnrolmentMethod(long enrolId) -> removeMethod(state, enrolId);
      case Enrol enrol -> enrol(state, enrol);
      case SuspendEnrolment(long enrolId, long userId, boolean suspended) -> {
        SiteRows.rowOf(state.snapshot(), SiteTable.ENROL, "enrol_id", enrolId);
        TableRow row = findEnrolment(state.snapshot(), enrolId, userId);
        if (row == null) {
          throw Refusals.notFound("user_id", userId, "enrolment by " + enrolId + " of user");
        }
        TableRow changed = row.with("status", suspended ? SUSPENDED : ACTIVE);
        if (!changed.equals(row)) {
          state.add(new RowSaved(changed));
        }
      }
      case Unenrol(long enrolId, long userId) -> {
        TableRow method = SiteRows.rowOf(state.snapshot(), SiteTable.ENROL, "enrol_id", enrolId);
        unenrol(state, method, userId, new HashSet<>());
      }
    }
  }

  /** The ways to enrol that Moodle gives a new course, of the plug-ins that are enabled. */
  static void addDefaultMethods(PlanState state, long courseId) {
    PolicySnapshot site = state.snapshot();
    List<String> enabled = List.of(site.settings().valueOf("enrol_plugins_enabled").split(",", -1));
    long student = 0;
    for (Role role : SiteRows.roles(site)) {
      if (role.archetype().equals("student") && student == 0) {
        student = role.id();
      }
    }
    int order = 0;
    for (String plugin : enabled) {
      switch (plugin) {
        case "manual" -> addMethod(state, courseId, plugin, order++, student, true);
        case "guest" -> addMethod(state, courseId, plugin, order++, 0, false);
        case "self" -> addMethod(state, courseId, plugin, order++, student, false);
        default -> {
          // The others add nothing by themselves.
        }
      }
    }
  }

  /**
   * Ends an enrolment; with the last one in a course, all of the user's roles and groups there.
   *
   * @param removed the ids of assignments that are gone already, to be added to
   */
  static void unenrol(PlanState state, TableRow method, long userId, Set<Long> removed) {
    PolicySnapshot site = state.snapshot();
    TableRow enrolment = findEnrolment(site, method.numberAt(0), userId);
    if (enrolment == null) {
      return;
    }
    state.remove(enrolment);
    long courseId = SiteRows.number(method, "courseid");
    AssignmentSource source = protectedSource(method);
    int course = site.contexts().find(ContextLevel.COURSE, courseId);
    boolean isLast = !isEnrolledOtherwise(site, courseId, userId, method.numberAt(0));
    for (StoredAssignment row : StoredAssignment.ofUser(site, userId)) {
      boolean isOfMethod =
          row.component().equals(source.component()) && row.itemId() == source.itemId();
      if (isInCourse(site.contexts(), course, row.contextId())
          && (isLast || isOfMethod)
          && removed.add(row.id())) {
        state.add(row.removed());
      }
    }
    if (isLast) {
      Set<Long> groups =
          SiteRows.idsOf(SiteRows.rowsWith(site, SiteTable.GROUPS, "courseid", courseId));
      SiteRows.rowsWith(site, SiteTable.GROUPS_MEMBERS, "userid", userId).stream()
          .filter(row -> groups.contains(SiteRows.number(row, "groupid")))
          .forEach(state::remove);
    }
  }

  private static boolean isInCourse(ContextTree contexts, int course, long contextId) {
    int context = contexts.find(contextId);
    if (course == ContextTree.ABSENT || context == ContextTree.ABSENT || context == course) {
      return course != ContextTree.ABSENT && context == course;
    }
    return contexts.hasRow(context)
        && contexts.nodeOf(course) != ContextTree.NO_PARENT
        && contexts.nodeOf(context) != ContextTree.NO_PARENT
        && contexts.isWithin(context, course);
  }

  /** A user's enrolment by a way, or null. */
  static @Nullable TableRow findEnrolment(PolicySnapshot site, long enrolId, long userId) {
    return SiteRows.findRow(
        site,
        SiteTable.USER_ENROLMENTS,
        new Match("userid", userId),
        new Match("enrolid", enrolId));
  }

  /** Whether a user is enrolled in a course, whatever the state of it (§13). */
  static boolean isEnrolled(PolicySnapshot site, long courseId, long userId) {
    return isEnrolledOtherwise(site, courseId, userId, 0);
  }

  private static boolean isEnrolledOtherwise(
      PolicySnapshot site, long courseId, long userId, long exceptEnrolId) {
    Set<Long> methods =
        SiteRows.idsOf(SiteRows.rowsWith(site, SiteTable.ENROL, "courseid", courseId));
    methods.remove(exceptEnrolId);
    return SiteRows.rowsWith(site, SiteTable.USER_ENROLMENTS, "userid", userId).stream()
        .anyMatch(row -> methods.contains(SiteRows.number(row, "enrolid")));
  }

  private static void enrol(PlanState state, Enrol command) {
    PolicySnapshot site = state.snapshot();
    TableRow method = SiteRows.rowOf(site, SiteTable.ENROL, "enrol_id", command.enrolId());
    SiteRows.requireLiveUser(site, command.userId());
    requireRoleOrNone(site, command.roleId());
    if (command.userId() == site.settings().guestUserId()) {
      throw Refusals.precondition(
          "user_id", command.userId(), "the guest account cannot be enrolled");
    }
    long courseId = SiteRows.number(method, "courseid");
    int course = SiteRows.contextOf(site, ContextLevel.COURSE, courseId);
    TableRow stored = findEnrolment(site, command.enrolId(), command.userId());
    long id = stored == null ? state.nextId(SiteTable.USER_ENROLMENTS) : stored.numberAt(0);
    TableRow wanted =
        TableRow.of(
            SiteTable.USER_ENROLMENTS,
            id,
            command.suspended() ? SUSPENDED : ACTIVE,
            command.enrolId(),
            command.userId(),
            command.period().startsAt(),
            command.period().endsAt());
    if (!wanted.equals(stored)) {
      state.add(new RowSaved(wanted));
    }
    if (command.roleId() != 0) {
      String plugin = SiteRows.text(method, "enrol");
      AssignmentPlanner.assign(
          state,
          command.roleId(),
          command.userId(),
          site.contexts().idOf(course),
          UNPROTECTED.contains(plugin) ? AssignmentSource.BY_HAND : protectedSource(method),
          Period.ALWAYS);
    }
  }

  private static void removeMethod(PlanState state, long enrolId) {
    PolicySnapshot site = state.snapshot();
    TableRow method = SiteRows.rowOf(site, SiteTable.ENROL, "enrol_id", enrolId);
    Set<Long> removed = new HashSet<>();
    for (TableRow row : SiteRows.rowsWith(site, SiteTable.USER_ENROLMENTS, "enrolid", enrolId)) {
      unenrol(state, method, SiteRows.number(row, "userid"), removed);
    }
    AssignmentSource source = protectedSource(method);
    StoredAssignment.all(
            site,
            row ->
                row.component().equals(source.component())
                    && row.itemId() == source.itemId()
                    && !removed.contains(row.id()))
        .forEach(row -> state.add(row.removed()));
    state.remove(method);
  }

  private static AssignmentSource protectedSource(TableRow method) {
    return new AssignmentSource("enrol_" + SiteRows.text(method, "enrol"), method.numberAt(0));
  }

  private static void addMethod(
      PlanState state, long courseId, String plugin, long order, long roleId, boolean enabled) {
    long id = state.nextId(SiteTable.ENROL);
    int status = enabled ? ENABLED : DISABLED;
    state.save(SiteTable.ENROL, id, plugin, status, courseId, order, roleId, 0, 0, 0);
  }

  private static long nextOrder(PolicySnapshot site, long courseId) {
    return 1
        + SiteRows.rowsWith(site, SiteTable.ENROL, "courseid", courseId).stream()
            .mapToLong(row -> SiteRows.number(row, "sortorder"))
            .max()
            .orElse(-1);
  }

  private static void requireRoleOrNone(PolicySnapshot site, long roleId) {
    if (roleId != 0) {
      SiteRows.roleOf(site, "role_id", roleId);
    }
  }
}
