package dev.beadle.server.search.people;

import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.VIEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.decision.RoleOrigin;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.ListMode;
import dev.beadle.server.testing.TestSite;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who has a capability in a context, and through what (§9). */
final class WhoCanTest {
  private static final String ALL_GROUPS = UserFilter.ACCESS_ALL_GROUPS;

  private final WhoCan whoCan = new WhoCan(new DecisionPoint(new Resolver()));

  private final TestSite site =
      TestSite.classroom()
          .role("student")
          .role("tutor")
          .allow("student", "system", VIEW)
          .allow("tutor", "system", REPLY)
          .assign("ann", "student", "course")
          .assign("bob", "tutor", "cat");

  /** §9.5: holders of a role that allows, in the context or above it. */
  @Test
  void find_roleAssignedAbove_countsBelow() {
    assertThat(moodle("forum", VIEW)).containsExactly(id("ann"));
    assertThat(moodle("forum", REPLY)).containsExactly(id("bob"));
    assertThat(moodle("cat", VIEW)).isEmpty();
  }

  /** §9: any of several capabilities is enough, and everybody comes once, by id. */
  @Test
  void find_severalCapabilities_isTheirUnion() {
    site.assign("ann", "tutor", "forum");
    assertThat(moodle("forum", REPLY, VIEW)).containsExactly(id("ann"), id("bob"));
  }

  /** §9.4: of nothing, and of what the site does not know, nobody has any. */
  @Test
  void find_noKnownCapability_findsNobody() {
    assertThat(moodle("forum")).isEmpty();
    assertThat(moodle("forum", TestSite.UNKNOWN)).isEmpty();
    assertThat(consistent("forum")).isEmpty();
  }

  /** §9.2, §9.6: a prohibit concerns its own capability only. */
  @Test
  void find_prohibitOfOneCapability_leavesTheOther() {
    site.assign("ann", "tutor", "course").prohibit("tutor", "course", VIEW);
    assertThat(moodle("forum", VIEW)).isEmpty();
    assertThat(moodle("forum", VIEW, REPLY)).containsExactly(id("ann"), id("bob"));
  }

  /** §9.2: a stored 0 stops the search upwards. */
  @Test
  void find_storedZero_stopsTheSearch() {
    site.store("student", "course", VIEW, 0);
    assertThat(moodle("forum", VIEW)).isEmpty();
  }

  /** §9.5: everybody, when every user's role allows it; not those who hold a prohibit (§9.6). */
  @Test
  void find_defaultRoleAllows_findsEverybodyUnprohibited() {
    site.setRole("defaultuserroleid", "student");
    assertThat(moodle("forum", VIEW)).containsExactly(2, id("ann"), id("bob"));
    site.prohibit("tutor", "system", VIEW);
    assertThat(moodle("forum", VIEW)).containsExactly(2, id("ann"));
    assertThat(moodle("forum", VIEW, REPLY)).containsExactly(2, id("ann"), id("bob"));
  }

  /** §9.3: nobody, when every user's role prohibits it. */
  @Test
  void find_defaultRoleProhibits_findsNobody() {
    site.setRole("defaultuserroleid", "everybody").prohibit("everybody", "system", VIEW);
    assertThat(moodle("forum", VIEW)).isEmpty();
  }

  /** §9.5: the front page role counts at and below the front page, and nowhere else. */
  @Test
  void find_frontPageRole_countsThereOnly() {
    site.module("news", TestSite.FRONT_PAGE).setRole("defaultfrontpageroleid", "student");
    assertThat(moodle("news", VIEW)).containsExactly(2, id("ann"), id("bob"));
    assertThat(moodle("forum", VIEW)).containsExactly(id("ann"));
    assertThat(only("news", VIEW, ListMode.MOODLE, 2).givers())
        .extracting(HeldRole::origin)
        .containsExactly(RoleOrigin.FRONT_PAGE);
  }

  /** §9.7: suspended users are listed; deleted ones and the guest account are not. */
  @Test
  void find_accounts_leavesOutDeletedAndGuest() {
    site.assign("sue", "student", "course").changeUser("sue", "suspended", "1");
    site.assign("del", "student", "course").changeUser("del", "deleted", "1");
    site.assign(TestSite.GUEST, "student", "course").assign("gone", "student", "course");
    site.withoutUserRow("gone");
    assertThat(moodle("course", VIEW)).containsExactly(id("ann"), id("sue"));
    assertThat(consistent("course", VIEW))
        .containsExactly(2, id("ann"), id("sue"), id("del"), id("gone"));
  }

  /** §9.7: Moodle lists administrators by their roles only; a check lets them do anything. */
  @Test
  void find_siteAdministrator_isListedByChecksWithoutAnyRole() {
    assertThat(moodle("course", VIEW)).doesNotContain(2);
    CapableUser admin = only("course", VIEW, ListMode.CONSISTENT, 2);
    assertThat(admin.rule()).isEqualTo(Decision.ALLOWED_BY_SITE_ADMIN);
    assertThat(admin.givers()).isEmpty();
    assertThat(admin.isBySiteAdmin()).isTrue();
    var withoutDoAnything =
        new WhoCanQuery(
            context("course"), ordinals(VIEW), ListMode.CONSISTENT, false, UserFilter.EVERYBODY);
    assertThat(find(withoutDoAnything).userIds().toArray()).containsExactly(id("ann"));
  }

  /** §9.1: in a locked context only what is exactly read counts, for administrators too. */
  @Test
  void find_lockedContext_listsHoldersOfWhatIsExactlyRead() {
    site.capability("moodle/course:viewhiddengroups", "READ", 0)
        .allow("student", "system", "moodle/course:viewhiddengroups")
        .allow("student", "system", TestSite.MANAGE_LOCKS)
        .lock("cat");
    assertThat(moodle("forum", VIEW)).containsExactly(id("ann"));
    assertThat(moodle("forum", REPLY)).isEmpty();
    assertThat(moodle("forum", TestSite.MANAGE_LOCKS)).containsExactly(id("ann"));
    assertThat(moodle("forum", "moodle/course:viewhiddengroups")).isEmpty();
    assertThat(consistent("forum", "moodle/course:viewhiddengroups")).containsExactly(2, id("ann"));
  }

  /** §9.1: a deprecated name stands for itself: its replacement's permissions do not count. */
  @Test
  void find_deprecatedName_followsNoReplacement() {
    site.deprecate("mod/forum:oldview", VIEW);
    assertThat(moodle("forum", "mod/forum:oldview")).isEmpty();
  }

  /** §9.1: without a path nothing is above, and nobody is listed. */
  @Test
  void find_contextWithoutPath_listsNobody() {
    site.change("forum", "path", "").setRole("defaultuserroleid", "student");
    assertThat(moodle("forum", VIEW)).isEmpty();
    assertThat(only("forum", VIEW, ListMode.CONSISTENT, 2).rule())
        .isEqualTo(Decision.ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT);
  }

  /** §9.1: assignments count by the ids in the path, whether these have rows or not. */
  @Test
  void find_ancestorWithoutRow_itsAssignmentsCountForMoodleOnly() {
    site.assign("cat", "student", "cat").withoutRow("cat");
    assertThat(moodle("course", VIEW)).containsExactly(id("ann"), id("cat"));
    assertThat(consistent("course", VIEW)).containsExactly(2, id("ann"));
  }

  /** §9.8: members of a group, viewers of all groups if wanted, and never an exception. */
  @Test
  void find_filter_keepsMembersAndViewersLessExceptions() {
    site.capability(ALL_GROUPS, "read", 0).allow("tutor", "system", ALL_GROUPS);
    site.assign("bob", "student", "course").assign("eve", "student", "course");
    site.put(
        SiteTable.GROUPS_MEMBERS,
        Map.of("id", "1", "groupid", "7", "userid", Long.toString(site.userId("eve"))));
    assertThat(filtered(new UserFilter(Set.of(7L, 8L), false, Set.of())))
        .containsExactly(id("eve"));
    assertThat(filtered(new UserFilter(Set.of(7L), true, Set.of())))
        .containsExactly(id("bob"), id("eve"));
    assertThat(filtered(new UserFilter(Set.of(7L), true, Set.of(id("bob")))))
        .containsExactly(id("eve"));
    assertThat(filtered(new UserFilter(Set.of(), true, Set.of(id("ann")))))
        .containsExactly(id("bob"), id("eve"));
    assertThat(filtered(new UserFilter(Set.of(9L), false, Set.of()))).isEmpty();
  }

  /** §9: each with the roles that give it, nearest first, and where they are held. */
  @Test
  void userAt_severalRoles_namesThoseThatGive() {
    site.role("mute").prevent("mute", "system", VIEW).assign("ann", "mute", "forum");
    site.assign("ann", "student", "cat").setRole("defaultuserroleid", "student");
    CapableUser ann = only("forum", VIEW, ListMode.MOODLE, id("ann"));
    assertThat(ann.rule()).isEqualTo(Decision.ALLOWED_BY_ROLE);
    int student = site.snapshot().roles().find(site.roleId("student"));
    assertThat(ann.givers())
        .containsExactly(
            new HeldRole(student, RoleOrigin.ASSIGNMENT, context("course")),
            new HeldRole(student, RoleOrigin.ASSIGNMENT, context("cat")),
            new HeldRole(student, RoleOrigin.DEFAULT_USER, context("system")));
  }

  /** §5: visitors and the guest account have roles of their own. */
  @Test
  void userAt_visitorAndGuest_namesTheirOnlyRole() {
    site.setRole("notloggedinroleid", "student").setRole("guestroleid", "student");
    assertThat(only("forum", VIEW, ListMode.CONSISTENT, 0).givers())
        .extracting(HeldRole::origin)
        .containsExactly(RoleOrigin.NOT_LOGGED_IN);
    assertThat(only("forum", VIEW, ListMode.CONSISTENT, 1).givers())
        .extracting(HeldRole::origin)
        .containsExactly(RoleOrigin.GUEST);
  }

  /** §9: more capabilities than bits. */
  @Test
  void find_hundredsOfCapabilities_isTheirUnion() {
    for (int i = 0; i < 200; i++) {
      site.capability("mod/forum:c" + i, "read", 0);
    }
    site.allow("tutor", "cat", "mod/forum:c199").allow("student", "cat", "mod/forum:c0");
    String[] names = new String[200];
    for (int i = 0; i < names.length; i++) {
      names[i] = "mod/forum:c" + i;
    }
    assertThat(moodle("forum", names)).containsExactly(id("ann"), id("bob"));
    var query = WhoCanQuery.asMoodle(context("forum"), ordinals(names));
    assertThat(find(query).userAt(1).givers()).hasSize(1);
  }

  /** House: long work can be ended. */
  @Test
  void find_checkpointThrows_isEnded() {
    site.setRole("defaultuserroleid", "student");
    PolicySnapshot snapshot = site.snapshot();
    var query = WhoCanQuery.asMoodle(context("forum"), ordinals(VIEW));
    assertThatThrownBy(() ->
            whoCan.find(
                snapshot,
                query,
                () -> {
                  throw new IllegalStateException("ended");
                }))
        .hasMessage("ended");
  }

  private long[] moodle(String context, String... names) {
    return find(WhoCanQuery.asMoodle(context(context), ordinals(names))).userIds().toArray();
  }

  private long[] consistent(String context, String... names) {
    return find(WhoCanQuery.asChecked(context(context), ordinals(names))).userIds().toArray();
  }

  private long[] filtered(UserFilter filter) {
    var query = new WhoCanQuery(context("course"), ordinals(VIEW), ListMode.MOODLE, true, filter);
    return find(query).userIds().toArray();
  }

  private CapableUser only(String context, String name, ListMode mode, long userId) {
    var query = new WhoCanQuery(context(context), ordinals(name), mode, true, UserFilter.EVERYBODY);
    CapableUsers found = find(query);
    int index = Arrays.binarySearch(found.userIds().toArray(), userId);
    assertThat(found.userIdAt(index)).isEqualTo(userId);
    return found.userAt(index);
  }

  private CapableUsers find(WhoCanQuery query) {
    return whoCan.find(site.snapshot(), query, Checkpoint.NONE);
  }

  private List<Integer> ordinals(String... names) {
    return names.length == 0
        ? Collections.emptyList()
        : List.of(names).stream().map(site.snapshot().capabilities()::find).toList();
  }

  private int context(String name) {
    return site.snapshot().contexts().find(site.contextId(name));
  }

  private long id(String user) {
    return site.userId(user);
  }
}
