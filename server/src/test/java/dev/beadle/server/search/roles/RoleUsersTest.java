package dev.beadle.server.search.roles;

import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.search.roles.AssignedRoles.Reach;
import dev.beadle.server.testing.TestSite;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who holds roles by assignments (§10). */
final class RoleUsersTest {
  private final TestSite site =
      classroom()
          .role("a")
          .role("b")
          .assign("ann", "a", "course")
          .assign("bob", "b", "course")
          .assign("eve", "a", "cat")
          .assign("ann", "a", "course", "enrol_cohort", 7);

  /** §10: of the role, right there or above it too; each assignment is a row of its own. */
  @Test
  void find_roleAndReach_tellTheRows() {
    assertThat(users(Set.of("a"), Reach.HERE, 0)).containsExactly("ann", "ann");
    assertThat(users(Set.of("a"), Reach.HERE_AND_ABOVE, 0))
        .containsExactlyInAnyOrder("ann", "ann", "eve");
    assertThat(users(Set.of("a", "b"), Reach.HERE, 0))
        .containsExactlyInAnyOrder("ann", "ann", "bob");
    assertThat(users(Set.of(), Reach.HERE, 0)).containsExactlyInAnyOrder("ann", "ann", "bob");
  }

  /** §10: only members of the group, whoever sees it. */
  @Test
  void find_group_keepsItsMembers() {
    site.put(
        SiteTable.GROUPS_MEMBERS,
        Map.of("id", "1", "groupid", "5", "userid", Long.toString(site.userId("bob"))));
    assertThat(users(Set.of(), Reach.HERE_AND_ABOVE, 5)).containsExactly("bob");
    assertThat(users(Set.of(), Reach.HERE_AND_ABOVE, 6)).isEmpty();
  }

  /** §10: only those enrolled in the course, in whatever state; outside courses everybody. */
  @Test
  void find_onlyEnrolled_keepsThoseOfTheCourse() {
    PolicySnapshot before = site.snapshot();
    long courseId = before.contexts().instanceIdOf(RoleSite.context(site, "course"));
    site.put(SiteTable.ENROL, Map.of("id", "1", "courseid", Long.toString(courseId)));
    site.put(SiteTable.ENROL, Map.of("id", "2", "courseid", "987"));
    enrol(1, "bob", "1");
    enrol(2, "ann", "2");
    assertThat(enrolledUsers("course")).containsExactly("bob");
    assertThat(enrolledUsers("forum")).containsExactly("bob");
    assertThat(enrolledUsers("cat")).containsExactly("eve");
  }

  /** §10: each user once, but nobody who is deleted. */
  @Test
  void count_deletedUsersAndDuplicates_areNotCounted() {
    assertThat(count(Reach.HERE)).isEqualTo(1);
    assertThat(count(Reach.HERE_AND_ABOVE)).isEqualTo(2);
    site.changeUser("eve", "deleted", "1");
    assertThat(count(Reach.HERE_AND_ABOVE)).isEqualTo(1);
    assertThat(users(Set.of("a"), Reach.HERE_AND_ABOVE, 0)).as("but found").contains("eve");
  }

  /** §10: in the site's order, each once. */
  @Test
  void used_severalAssignments_rolesOnce() {
    site.assign("max", "manager", SYSTEM).role("manager");
    assertThat(used("forum", Reach.HERE_AND_ABOVE)).containsExactly("a", "b", "manager");
    assertThat(used("forum", Reach.HERE)).isEmpty();
    assertThat(used("course", Reach.HERE)).containsExactly("a", "b");
  }

  /** §10: role_context_levels, both ways. */
  @Test
  void meantFor_levels_areThoseOfTheTable() {
    RoleSite.atLevel(site, "a", ContextLevel.COURSE);
    RoleSite.atLevel(site, "b", ContextLevel.COURSE);
    RoleSite.atLevel(site, "b", ContextLevel.SYSTEM);
    assertThat(RoleSite.names(site, RoleUsers.meantFor(site.snapshot(), ContextLevel.COURSE)))
        .containsExactly("a", "b");
    assertThat(RoleUsers.meantFor(site.snapshot(), ContextLevel.BLOCK)).isEmpty();
    assertThat(RoleUsers.levelsOf(site.snapshot(), site.roleId("b")))
        .containsExactly(ContextLevel.SYSTEM, ContextLevel.COURSE);
    assertThat(RoleUsers.levelsOf(site.snapshot(), 987)).isEmpty();
  }

  /** §10: a role of the setting, wherever it is assigned. */
  @Test
  void isCourseContact_roleOfTheSetting_anywhere() {
    assertThat(isContact("ann")).isFalse();
    site.set("coursecontact", "999, " + site.roleId("a"));
    assertThat(isContact("ann")).isTrue();
    assertThat(isContact("eve")).isTrue();
    assertThat(isContact("bob")).isFalse();
    assertThat(RoleUsers.isCourseContact(site.snapshot(), 987)).isFalse();
  }

  /** A setting may hold what is no id. */
  @Test
  void idsIn_oddSettings_onlyIds() {
    assertThat(RoleUsers.idsIn("5, 4,x,,-1,3")).containsExactlyInAnyOrder(5L, 4L, 3L);
    assertThat(RoleUsers.idsIn("")).isEmpty();
  }

  private void enrol(long id, String user, String way) {
    site.put(
        SiteTable.USER_ENROLMENTS,
        Map.of(
            "id",
            Long.toString(id),
            "enrolid",
            way,
            "userid",
            Long.toString(site.userId(user)),
            "status",
            "1"));
  }

  private boolean isContact(String user) {
    return RoleUsers.isCourseContact(site.snapshot(), site.userId(user));
  }

  private int count(Reach reach) {
    return RoleUsers.count(
        site.snapshot(), Set.of(site.roleId("a")), RoleSite.context(site, "course"), reach);
  }

  private List<String> used(String context, Reach reach) {
    return RoleSite.names(
        site, RoleUsers.used(site.snapshot(), RoleSite.context(site, context), reach));
  }

  private List<String> enrolledUsers(String context) {
    return names(
        new RoleUsers.Query(
            Set.of(), RoleSite.context(site, context), Reach.HERE_AND_ABOVE, true, 0));
  }

  private List<String> users(Set<String> roles, Reach reach, long groupId) {
    Set<Long> roleIds = roles.stream().map(site::roleId).collect(Collectors.toSet());
    return names(
        new RoleUsers.Query(roleIds, RoleSite.context(site, "course"), reach, false, groupId));
  }

  private List<String> names(RoleUsers.Query query) {
    PolicySnapshot snapshot = site.snapshot();
    Map<Long, String> names =
        Map.of(
            site.userId("ann"), "ann",
            site.userId("bob"), "bob",
            site.userId("eve"), "eve");
    return RoleUsers.find(snapshot, query).stream()
        .map(row -> names.getOrDefault(snapshot.users().idOf(row.user()), "?"))
        .toList();
  }
}
