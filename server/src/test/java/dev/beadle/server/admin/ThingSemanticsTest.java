package dev.beadle.server.admin;

import static dev.beadle.server.admin.AdminSite.STUDENT;
import static dev.beadle.server.admin.AdminSite.TEACHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.admin.AssignmentCommand.AssignRole;
import dev.beadle.server.admin.ContextCommand.CreateCategory;
import dev.beadle.server.admin.ContextCommand.CreateModule;
import dev.beadle.server.admin.ContextCommand.EditCourse;
import dev.beadle.server.admin.ContextCommand.MoveCategory;
import dev.beadle.server.admin.ContextCommand.MoveCourse;
import dev.beadle.server.admin.ContextName.OfInstance;
import dev.beadle.server.admin.EnrolmentCommand.AddEnrolmentMethod;
import dev.beadle.server.admin.EnrolmentCommand.EditEnrolmentMethod;
import dev.beadle.server.admin.EnrolmentCommand.Enrol;
import dev.beadle.server.admin.EnrolmentCommand.RemoveEnrolmentMethod;
import dev.beadle.server.admin.EnrolmentCommand.SuspendEnrolment;
import dev.beadle.server.graph.AssignmentSource;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Moodle means by courses, categories, enrolments, groups and accounts. */
final class ThingSemanticsTest {
  private static final ContextName COURSE = new OfInstance(ContextLevel.COURSE, 2);

  private final AdminSite site = new AdminSite();
  private long ann;

  @BeforeEach
  void makeCourse() {
    ann = site.user("ann");
    site.course("maths");
  }

  @Test
  void editCourse_traits_areSavedOnce() {
    var traits = new CourseTraits("sums", false, 1, true, 0);
    assertThat(site.run(new EditCourse(2, traits))).hasSize(1);
    assertThat(site.run(new EditCourse(2, traits))).isEmpty();
    assertThat(number(SiteTable.COURSE, 2, "category")).isEqualTo(1);
    site.course("maths");
    refused(new EditCourse(3, CourseTraits.named("sums")), "course 2 has this short name");
    refused(
        new EditCourse(2, new CourseTraits("sums", true, 0, false, 7)),
        "default_grouping_id: `7`: it is no grouping of this course");
  }

  /** §13: hiding a category writes visible = 0 into what comes to lie in it. */
  @Test
  void moveCategory_intoHidden_hidesAllOfIt() {
    site.run(new CreateCategory(0, "Hidden", false), new CreateCategory(1, "Inner", true));
    site.run(new MoveCategory(1, 2));
    assertThat(number(SiteTable.COURSE_CATEGORIES, 1, "visible")).isZero();
    assertThat(number(SiteTable.COURSE_CATEGORIES, 3, "visible")).isZero();
    assertThat(number(SiteTable.COURSE, 2, "visible")).isZero();
    site.run(new MoveCategory(1, 0));
    assertThat(number(SiteTable.COURSE, 2, "visible")).isZero();
    refused(new MoveCategory(1, 3), "a category cannot lie in itself or below itself");
    refused(new MoveCategory(1, 1), "a category cannot lie in itself or below itself");
  }

  /** §13, §2: a course is hidden by where it comes to lie, and its contexts move with it. */
  @Test
  void moveCourse_intoHidden_hidesItAndMovesWhatLiesInIt() {
    site.run(new CreateCategory(0, "Hidden", false), new CreateModule(2, "forum", 0, true, 0));
    site.run(new MoveCourse(2, 2));
    assertThat(number(SiteTable.COURSE, 2, "visible")).isZero();
    int module = SiteRows.contextOf(site.site(), new OfInstance(ContextLevel.MODULE, 1));
    int hidden = SiteRows.contextOf(site.site(), new OfInstance(ContextLevel.COURSE_CATEGORY, 2));
    assertThat(site.site().contexts().isWithin(module, hidden)).isTrue();
    refused(new MoveCourse(1, 2), "the front page can be neither moved nor deleted");
  }

  /** §5 [!]: suspending takes no role away, neither of an account nor of an enrolment. */
  @Test
  void suspend_accountOrEnrolment_keepsRoles() {
    site.run(new Enrol(1, ann, STUDENT, false, Period.ALWAYS));
    assertThat(site.run(new SuspendEnrolment(1, ann, true))).hasSize(1);
    assertThat(site.run(new SuspendEnrolment(1, ann, true))).isEmpty();
    assertThat(site.run(new UserCommand.SuspendUser(ann, true))).hasSize(1);
    assertThat(site.run(new UserCommand.SuspendUser(ann, true))).isEmpty();
    assertThat(StoredAssignment.ofUser(site.site(), ann)).hasSize(1);
    assertThat(site.site().users().isSuspended(site.site().users().find(ann))).isTrue();
    refused(new UserCommand.SuspendUser(1, true), "the guest account cannot be suspended");
    refused(new SuspendEnrolment(2, ann, true), "no enrolment by 2 of user `" + ann + "`");
    site.run(new SettingCommand.AddSiteAdmin(ann));
    refused(new UserCommand.SuspendUser(ann, false), "a site administrator cannot be suspended");
  }

  /** Roles given by hand stay while another way enrols the user, and go with the last one. */
  @Test
  void removeEnrolmentMethod_takesWhatCameByIt() {
    site.run(new AddEnrolmentMethod(2, "cohort", STUDENT, true));
    assertThat(site.run(new EditEnrolmentMethod(4, TEACHER, false))).hasSize(1);
    assertThat(site.run(new EditEnrolmentMethod(4, TEACHER, false))).isEmpty();
    site.run(
        new Enrol(1, ann, STUDENT, false, Period.ALWAYS),
        new Enrol(4, ann, TEACHER, false, Period.ALWAYS),
        new GroupCommand.CreateGroup(2, "A", 0, true),
        new GroupCommand.AddGroupMember(1, ann));
    site.run(new RemoveEnrolmentMethod(4));
    assertThat(StoredAssignment.ofUser(site.site(), ann))
        .singleElement()
        .extracting(StoredAssignment::roleId)
        .isEqualTo(STUDENT);
    assertThat(site.rows(SiteTable.GROUPS_MEMBERS)).hasSize(1);
    site.run(
        new AssignRole(
            TEACHER, ann, COURSE, new AssignmentSource("mod_x", 1), new Period(1 << 30, 0)));
    site.run(new RemoveEnrolmentMethod(1));
    assertThat(StoredAssignment.ofUser(site.site(), ann)).isEmpty();
    assertThat(site.rows(SiteTable.GROUPS_MEMBERS)).isEmpty();
    assertThat(site.rows(SiteTable.USER_ENROLMENTS)).isEmpty();
  }

  /** §14: a group that only its members know of, one by one or not at all, does not take part. */
  @Test
  void editGroup_visibility_decidesParticipation() {
    site.run(new GroupCommand.CreateGroup(2, "A", 1, true));
    assertThat(number(SiteTable.GROUPS, 1, "participation")).isEqualTo(1);
    for (int visibility : List.of(2, 3)) {
      site.run(new GroupCommand.EditGroup(1, "A", visibility, true));
      assertThat(number(SiteTable.GROUPS, 1, "participation")).isZero();
    }
    assertThat(site.run(new GroupCommand.EditGroup(1, "A", 3, true))).isEmpty();
  }

  /** A group goes with its members and its places in groupings, a grouping with its uses. */
  @Test
  void deleteGroupOrGrouping_takesWhatNamesIt() {
    site.run(
        new Enrol(1, ann, 0, false, Period.ALWAYS),
        new GroupCommand.CreateGroup(2, "A", 0, true),
        new GroupCommand.AddGroupMember(1, ann),
        new GroupCommand.AddGroupMember(1, ann),
        new GroupCommand.CreateGrouping(2, "B"),
        new GroupCommand.AddToGrouping(1, 1),
        new GroupCommand.AddToGrouping(1, 1));
    assertThat(site.rows(SiteTable.GROUPS_MEMBERS)).hasSize(1);
    assertThat(site.rows(SiteTable.GROUPINGS_GROUPS)).hasSize(1);
    assertThat(site.run(new GroupCommand.RemoveFromGrouping(1, 1))).hasSize(1);
    assertThat(site.run(new GroupCommand.RemoveFromGrouping(1, 1))).isEmpty();
    assertThat(site.run(new GroupCommand.RemoveGroupMember(1, ann))).hasSize(1);
    assertThat(site.run(new GroupCommand.RemoveGroupMember(1, ann))).isEmpty();
    site.run(new GroupCommand.AddGroupMember(1, ann), new GroupCommand.AddToGrouping(1, 1));
    site.run(new EditCourse(2, new CourseTraits("maths", true, 0, false, 1)));
    site.run(new GroupCommand.DeleteGrouping(1));
    assertThat(number(SiteTable.COURSE, 2, "defaultgroupingid")).isZero();
    assertThat(site.rows(SiteTable.GROUPINGS_GROUPS)).isEmpty();
    site.run(new GroupCommand.DeleteGroup(1));
    assertThat(site.rows(SiteTable.GROUPS)).isEmpty();
    assertThat(site.rows(SiteTable.GROUPS_MEMBERS)).isEmpty();
  }

  /** §13: only who is enrolled can be in a group; on the front page everybody but the guest is. */
  @Test
  void addGroupMember_notEnrolled_isRefused() {
    site.run(new GroupCommand.CreateGroup(2, "A", 0, true));
    refused(new GroupCommand.AddGroupMember(1, ann), "the user is not enrolled in course 2");
    site.run(new GroupCommand.CreateGroup(1, "F", 0, true));
    assertThat(site.run(new GroupCommand.AddGroupMember(2, ann))).hasSize(1);
    refused(new GroupCommand.AddGroupMember(2, 1), "the user is not enrolled in course 1");
    site.run(new GroupCommand.CreateGrouping(1, "G"));
    refused(new GroupCommand.AddToGrouping(1, 1), "group and grouping are of two courses");
  }

  private void refused(AdminCommand command, String message) {
    assertThatThrownBy(() -> site.run(command)).hasMessageContaining(message);
  }

  private long number(SiteTable table, long id, String column) {
    return SiteRows.number(SiteRows.rowOf(site.site(), table, "id", id), column);
  }
}
