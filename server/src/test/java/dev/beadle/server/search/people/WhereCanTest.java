package dev.beadle.server.search.people;

import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.VIEW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.testing.TestSite;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where a user has a capability (§17). */
final class WhereCanTest {
  private final WhereCan whereCan = new WhereCan(new DecisionPoint(new Resolver()));

  private final TestSite site =
      TestSite.classroom()
          .category("sub", "cat")
          .course("lab", "sub")
          .course("other", "system")
          .role("student")
          .allow("student", "system", VIEW);

  /** §17: what lies at or below the place where the role is held. */
  @Test
  void placesOfMoodlesList_roleInCategory_listsWhatLiesBelow() {
    site.assign("ann", "student", "cat");
    CapablePlaces places = moodle("ann", VIEW);
    assertThat(places.categoryIds().toArray()).containsExactly(thing("cat"), thing("sub"));
    assertThat(places.courseIds().toArray()).containsExactly(thing("course"), thing("lab"));
  }

  /** §17, §7.3: a prevent below ends it, an allow below that begins it again. */
  @Test
  void placesOfMoodlesList_overridesBelow_turnTheAnswer() {
    site.assign("ann", "student", "cat").prevent("student", "sub", VIEW);
    assertThat(moodle("ann", VIEW).courseIds().toArray()).containsExactly(thing("course"));
    site.allow("student", "lab", VIEW);
    assertThat(moodle("ann", VIEW).courseIds().toArray())
        .containsExactly(thing("course"), thing("lab"));
    assertThat(moodle("ann", VIEW).categoryIds().toArray()).containsExactly(thing("cat"));
  }

  /** §17: no path at all is false, a module alone gives empty lists. */
  @Test
  void placesOfMoodlesList_nowhereOrOnlyInAModule_tellsThemApart() {
    assertThat(moodle("ann", VIEW).isNowhere()).isTrue();
    site.assign("ann", "student", "forum");
    CapablePlaces places = moodle("ann", VIEW);
    assertThat(places.isNowhere()).isFalse();
    assertThat(places.courseIds().toArray()).isEmpty();
    assertThat(places.categoryIds().toArray()).isEmpty();
  }

  /** §17: an unknown name is false, for administrators too; a known one is theirs everywhere. */
  @Test
  void placesOfMoodlesList_siteAdministrator_hasWhatIsKnownEverywhere() {
    assertThat(moodle(TestSite.ADMIN, TestSite.UNKNOWN).isNowhere()).isTrue();
    assertThat(moodle(TestSite.ADMIN, VIEW).courseIds().toArray())
        .containsExactly(1, thing("course"), thing("lab"), thing("other"));
    var withoutDoAnything = new WhereCanQuery(2, capability(VIEW), Environment.WITHOUT_DOANYTHING);
    assertThat(
            whereCan
                .placesOfMoodlesList(site.snapshot(), withoutDoAnything, Checkpoint.NONE)
                .isNowhere())
        .isTrue();
  }

  /** §17: neither existence nor locks nor the guests' guard are asked about. */
  @Test
  void placesOfMoodlesList_guards_areNotAsked() {
    site.setRole("guestroleid", "student")
        .setRole("defaultuserroleid", "student")
        .allow("student", "course", REPLY)
        .lock("course");
    assertThat(moodle(1, REPLY).courseIds().toArray()).containsExactly(thing("course"));
    assertThat(moodle(987_654, REPLY).courseIds().toArray()).containsExactly(thing("course"));
    assertThat(checked(1, REPLY)).isEmpty();
    assertThat(checked(987_654, VIEW)).isEmpty();
    assertThat(checked(site.userId("ann"), REPLY)).isEmpty();
  }

  /** §17: a deprecated name has its replacement's permissions here, and not in a check (§3). */
  @Test
  void placesOfMoodlesList_deprecatedName_isItsReplacement() {
    site.deprecate("mod/forum:oldview", VIEW).assign("ann", "student", "course");
    assertThat(moodle("ann", "mod/forum:oldview").courseIds().toArray())
        .containsExactly(thing("course"));
    assertThat(checked(site.userId("ann"), "mod/forum:oldview")).isEmpty();
  }

  /** §17: what is stored for a context without a path counts site-wide, below all others. */
  @Test
  void placesOfMoodlesList_permissionWithoutPath_countsAboveAll() {
    site.module("lost", "other").change("lost", "path", "").change("lost", "depth", "0");
    site.allow("student", "lost", REPLY).assign("ann", "student", "cat");
    assertThat(moodle("ann", REPLY).courseIds().toArray())
        .containsExactly(thing("course"), thing("lab"));
    site.prevent("student", "system", REPLY);
    assertThat(moodle("ann", REPLY).isNowhere()).isTrue();
    site.prohibit("student", "lost", VIEW);
    assertThat(moodle("ann", VIEW).isNowhere()).isTrue();
    assertThat(checked(site.userId("ann"), VIEW)).containsExactly(thing("course"), thing("lab"));
  }

  /** §17: a role held in a context without a path is held everywhere. */
  @Test
  void placesOfMoodlesList_assignmentWithoutPath_countsAboveAll() {
    site.module("lost", "other").change("lost", "path", "").change("lost", "depth", "0");
    site.assign("ann", "student", "lost");
    assertThat(moodle("ann", VIEW).courseIds().toArray()).hasSize(4);
    assertThat(moodle("ann", REPLY).isNowhere()).isTrue();
    site.allow("student", "lost", REPLY);
    assertThat(moodle("ann", REPLY).isNowhere()).isTrue();
  }

  /** §17: temporary roles count, switched ones do not. */
  @Test
  void placesOfMoodlesList_session_looksAtTemporaryRolesOnly() {
    PolicySnapshot snapshot = site.snapshot();
    Environment environment =
        Environment.builder(snapshot)
            .currentUser()
            .temporaryRole(context("other"), site.roleId("student"))
            .switchTo(context("other"), site.roleId("nothing"))
            .build();
    var query = new WhereCanQuery(site.userId("ann"), capability(VIEW), environment);
    assertThat(whereCan.placesOfMoodlesList(snapshot, query, Checkpoint.NONE).courseIds().toArray())
        .containsExactly(thing("other"));
    assertThat(whereCan.contextsOfChecks(snapshot, query, Set.of(), Checkpoint.NONE).size())
        .isZero();
  }

  /** §17: a course without a context, or a context without a course, is listed by nobody. */
  @Test
  void placesOfMoodlesList_halfACourse_isNotListed() {
    site.assign("ann", "student", "system")
        .put(SiteTable.COURSE, Map.of("id", "77", "category", "1", "shortname", "bare"))
        .context(ContextLevel.COURSE, "hollow", "cat");
    assertThat(moodle("ann", VIEW).courseIds().toArray())
        .containsExactly(1, thing("course"), thing("lab"), thing("other"));
  }

  /** §7: every context below, less what a lock closes, in the order of their ids. */
  @Test
  void contextsOfChecks_roleInCategory_listsWhatLiesBelow() {
    site.allow("student", "system", REPLY).assign("ann", "student", "cat").lock("sub");
    assertThat(instanceIds(contexts("ann", VIEW, Set.of())))
        .containsExactly(thing("cat"), thing("sub"), thing("course"), thing("lab"), thing("forum"));
    assertThat(instanceIds(contexts("ann", REPLY, Set.of())))
        .containsExactly(thing("cat"), thing("course"), thing("forum"));
    CapableContexts courses = contexts("ann", VIEW, Set.of(ContextLevel.COURSE));
    assertThat(instanceIds(courses)).containsExactly(thing("course"), thing("lab"));
    assertThat(courses.levelAt(1)).isEqualTo(ContextLevel.COURSE);
  }

  /** §17: Moodle's list as contexts: of the wanted level, and false as false. */
  @Test
  void contextsOfMoodlesList_levels_areThoseAskedFor() {
    assertThat(listed(Set.of()).isNowhere()).isTrue();
    site.assign("ann", "student", "cat");
    assertThat(instanceIds(listed(Set.of())))
        .containsExactly(thing("cat"), thing("sub"), thing("course"), thing("lab"));
    assertThat(instanceIds(listed(Set.of(ContextLevel.COURSE))))
        .containsExactly(thing("course"), thing("lab"));
    assertThat(listed(Set.of()).isNowhere()).isFalse();
  }

  private CapableContexts listed(Set<Integer> levels) {
    return whereCan.contextsOfMoodlesList(
        site.snapshot(), query(site.userId("ann"), VIEW), levels, Checkpoint.NONE);
  }

  private static long[] instanceIds(CapableContexts found) {
    return IntStream.range(0, found.size()).mapToLong(found::instanceIdAt).toArray();
  }

  private CapablePlaces moodle(String user, String capability) {
    return moodle(site.userId(user), capability);
  }

  private CapablePlaces moodle(long userId, String capability) {
    return whereCan.placesOfMoodlesList(
        site.snapshot(), query(userId, capability), Checkpoint.NONE);
  }

  /** The ids of the courses in which a check says yes. */
  private long[] checked(long userId, String capability) {
    CapableContexts found =
        whereCan.contextsOfChecks(
            site.snapshot(),
            query(userId, capability),
            Set.of(ContextLevel.COURSE),
            Checkpoint.NONE);
    return instanceIds(found);
  }

  private CapableContexts contexts(String user, String capability, Set<Integer> levels) {
    return whereCan.contextsOfChecks(
        site.snapshot(), query(site.userId(user), capability), levels, Checkpoint.NONE);
  }

  private WhereCanQuery query(long userId, String capability) {
    return new WhereCanQuery(userId, capability(capability), Environment.DEFAULT);
  }

  private int capability(String name) {
    return site.snapshot().capabilities().find(name);
  }

  private int context(String name) {
    int context = site.snapshot().contexts().find(site.contextId(name));
    assertThat(context).isNotEqualTo(ContextTree.ABSENT);
    return context;
  }

  /** The id of the category or course that a context belongs to. */
  private long thing(String name) {
    return site.snapshot().contexts().instanceIdOf(context(name));
  }
}
