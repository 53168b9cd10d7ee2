package dev.beadle.server.search.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Explainer;
import dev.beadle.server.decision.Explanation;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.decision.RoleOrigins;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.reference.Question;
import dev.beadle.server.search.roles.ManageableRoles.Asker;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What holds of the lists of roles of every site, damaged ones included (§8, §10): by seed. */
final class RoleListLawsTest {
  private static final int SITES = 200;
  private static final List<Long> PERMISSIONS = List.of(0L, 1L, -1L, -1000L, -999L, 2L);
  private static final List<String> MATRICES = List.of("assign", "override", "switch", "view");

  private final DecisionPoint decisions = new DecisionPoint(new Resolver());
  private final ManageableRoles manageable = new ManageableRoles(decisions);

  /** §10: needed and forbidden roles are those of the rows, by the ids in the path. */
  @Test
  void decidingRoles_anySite_areThoseOfTheRows() {
    forEachQuestion((site, lists, question) -> {
      DecidingRoles roles =
          DecidingRoles.of(site.snapshot(), context(site, question), capability(site, question));
      List<? extends Set<Long>> expected =
          lists.decidingRoles(question.contextId(), question.capability());
      assertThat(ids(site, roles.needed())).isEqualTo(new ArrayList<>(expected.getFirst()));
      assertThat(ids(site, roles.forbidden())).isEqualTo(new ArrayList<>(expected.getLast()));
    });
  }

  /** §10: of several, the sets meet in order, an empty one being replaced by the next. */
  @Test
  void decidingRolesOfAll_anySite_areWhatTheListsOfEachMake() {
    forEachSite((site, _, random) -> {
      for (Question question : site.questions(10, random)) {
        int[] capabilities = random.ints(3, 0, site.snapshot().capabilities().size()).toArray();
        int context = context(site, question);
        Set<Integer> needed = new HashSet<>();
        Set<Integer> forbidden = new HashSet<>();
        for (int capability : capabilities) {
          DecidingRoles one = DecidingRoles.of(site.snapshot(), context, capability);
          if (needed.isEmpty()) {
            needed.addAll(one.needed());
          } else {
            needed.retainAll(one.needed());
          }
          forbidden.addAll(one.forbidden());
        }
        needed.removeAll(forbidden);
        DecidingRoles all = DecidingRoles.ofAll(site.snapshot(), context, capabilities);
        assertThat(all.needed()).containsExactlyInAnyOrderElementsOf(needed);
        assertThat(all.forbidden()).containsExactlyInAnyOrderElementsOf(forbidden);
      }
    });
  }

  /** §10: roles with a row are found wherever it lies, in contexts that are gone too. */
  @Test
  void rolesWithPermission_anySite_areThoseOfTheRows() {
    forEachQuestion((site, lists, question) -> {
      int capability = capability(site, question);
      for (long permission : PERMISSIONS) {
        assertThat(
                ids(
                    site,
                    RolesWithPermission.find(
                        site.snapshot(), capability, permission, context(site, question))))
            .isEqualTo(
                List.copyOf(
                    lists.rolesWithPermission(
                        question.capability(), permission, question.contextId())));
        assertThat(
                ids(
                    site,
                    RolesWithPermission.find(
                        site.snapshot(), capability, permission, ContextTree.ABSENT)))
            .isEqualTo(
                List.copyOf(lists.rolesWithPermission(question.capability(), permission, 0)));
      }
    });
  }

  /** §10: what a role says is what its rows say, and one of what Moodle might. */
  @Test
  void effectivePermissions_anySite_areThoseOfTheRows() {
    forEachQuestion((site, lists, question) -> {
      PolicySnapshot snapshot = site.snapshot();
      int context = context(site, question);
      int capability = capability(site, question);
      for (int role = 0; role < snapshot.roles().size(); role++) {
        String expected =
            lists.effectivePermission(
                snapshot.roles().idOf(role), question.contextId(), question.capability());
        List<Long> possible = EffectivePermissions.possible(snapshot, role, context, capability);
        String found =
            EffectivePermissions.of(snapshot, role, context).stream()
                .filter(one -> one.capability() == capability)
                .map(one -> Long.toString(one.permission()))
                .findFirst()
                .orElse("");
        assertThat(found).isEqualTo(expected);
        if (found.isEmpty()) {
          assertThat(possible).isEmpty();
        } else {
          assertThat(possible).contains(Long.valueOf(found));
        }
      }
    });
  }

  /** §8, §10: without the administrators' right, matrices and real assignments decide. */
  @Test
  void manageableRoles_anySite_areThoseOfTheMatrices() {
    forEachSite((plain, _, random) -> {
      RandomSite site = RandomSite.of(withMatrices(plain, random));
      RowLists lists = new RowLists(site.tables());
      for (Question question : site.questions(15, random)) {
        assertManageable(site, lists, question);
      }
    });
  }

  private void assertManageable(RandomSite site, RowLists lists, Question question) {
    PolicySnapshot snapshot = site.snapshot();
    long userId = question.userId();
    long contextId = question.contextId();
    var asker =
        new Asker(
            userId, context(site, question), Environment.builder(snapshot).currentUser().build());
    boolean isAdmin = snapshot.settings().isSiteAdmin(userId);
    Set<Long> all =
        new TreeSet<>(ids(site, RoleOrder.bySite(snapshot, RoleOrder.withRow(snapshot.roles()))));
    Set<Long> viewable =
        isAdmin ? all : lists.paired("role_allow_view", "allowview", userId, contextId);
    assertThat(
            new TreeSet<>(
                ids(site, ManageableRoles.viewable(snapshot, userId, userId, asker.context()))))
        .isEqualTo(viewable);
    Set<Long> switchable =
        new TreeSet<>(
            isAdmin ? all : lists.paired("role_allow_switch", "allowswitch", userId, contextId));
    site.rows(SiteTable.ROLE)
        .forEach(row -> {
          if (site.rows(SiteTable.ROLE_CAPABILITIES).stream()
              .noneMatch(
                  one -> row.getOrDefault("id", "").equals(one.getOrDefault("roleid", "")))) {
            switchable.remove(Long.valueOf(row.getOrDefault("id", "")));
          }
        });
    assertListed(
        site, asker, "moodle/role:switchroles", manageable.switchable(snapshot, asker), switchable);
    assertListed(
        site,
        asker,
        "moodle/role:override",
        manageable.overridable(snapshot, asker),
        isAdmin ? all : lists.paired("role_allow_override", "allowoverride", userId, contextId));
    Set<Long> assignable =
        new TreeSet<>(
            isAdmin ? all : lists.paired("role_allow_assign", "allowassign", userId, contextId));
    long level = snapshot.contexts().levelOf(asker.context());
    assignable.removeIf(role ->
        site.rows(SiteTable.ROLE_CONTEXT_LEVELS).stream()
            .noneMatch(row ->
                Long.valueOf(row.getOrDefault("roleid", "")).equals(role)
                    && Long.parseLong(row.getOrDefault("contextlevel", "")) == level));
    assertListed(
        site, asker, "moodle/role:assign", manageable.assignable(snapshot, asker), assignable);
  }

  private void assertListed(
      RandomSite site, Asker asker, String capability, List<Integer> listed, Set<Long> expected) {
    int needed = site.snapshot().capabilities().find(capability);
    boolean may =
        decisions
            .decide(site.snapshot(), asker.userId(), asker.context(), needed, asker.environment())
            .isAllowed();
    assertThat(new TreeSet<>(ids(site, listed))).isEqualTo(may ? expected : Set.of());
    assertThat(listed).isSortedAccordingTo(RoleOrder.ofSite(site.snapshot().roles()));
  }

  /** §5, §7.2: a user's roles and why are those of an explanation. */
  @Test
  void roleOrigins_anyQuestion_areThoseOfTheExplanation() {
    var explainer = new Explainer(decisions);
    forEachQuestion((site, _, question) -> {
      Explanation explanation = explainer.explain(site.snapshot(), site.query(question));
      if (!explanation.guards().getLast().decided()) {
        Map<Integer, List<Explanation.Origin>> origins =
            RoleOrigins.of(
                site.snapshot(),
                question.userId(),
                explanation.query().context(),
                explanation.query().environment());
        assertThat(explanation.roles()).hasSameSizeAs(origins.keySet());
        explanation
            .roles()
            .forEach(role -> assertThat(origins).containsEntry(role.role(), role.origins()));
      }
    });
  }

  /** What must hold of a question. */
  @FunctionalInterface
  private interface QuestionLaw {
    void check(RandomSite site, RowLists lists, Question question);
  }

  /** What must hold of a site. */
  @FunctionalInterface
  private interface SiteLaw {
    void check(RandomSite site, RowLists lists, Random random);
  }

  private static void forEachQuestion(QuestionLaw law) {
    forEachSite((site, lists, random) -> {
      for (Question question : site.questions(15, random)) {
        law.check(site, lists, question);
      }
    });
  }

  private static void forEachSite(SiteLaw law) {
    Seeds.check(
        SITES,
        seed -> {
          RandomSite site = RandomSite.of(seed);
          law.check(site, new RowLists(site.tables()), new Random(seed));
        });
  }

  /**
   * The site with random pairs in its matrices, and levels of its roles; some roles are missing.
   */
  private static Map<String, List<Map<String, String>>> withMatrices(
      RandomSite site, Random random) {
    Map<String, List<Map<String, String>>> tables = site.copyOfTables();
    List<String> roles = new ArrayList<>();
    site.rows(SiteTable.ROLE).forEach(row -> roles.add(row.getOrDefault("id", "")));
    roles.add("888888");
    for (String matrix : MATRICES) {
      List<Map<String, String>> rows = new ArrayList<>();
      Set<List<String>> seen = new HashSet<>();
      for (int i = 0; i < 2 * roles.size(); i++) {
        List<String> pair = List.of(pick(roles, random), pick(roles, random));
        if (seen.add(pair)) {
          rows.add(
              Map.of("id", "" + (i + 1), "roleid", pair.get(0), "allow" + matrix, pair.get(1)));
        }
      }
      tables.put("role_allow_" + matrix, rows);
    }
    List<Map<String, String>> levels = new ArrayList<>();
    for (int i = 0; i < 2 * roles.size(); i++) {
      levels.add(
          Map.of(
              "id",
              "" + (i + 1),
              "roleid",
              pick(roles, random),
              "contextlevel",
              pick(List.of("10", "40", "50", "70", "80"), random)));
    }
    tables.put("role_context_levels", levels);
    return tables;
  }

  private static <T> T pick(List<T> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  private static int context(RandomSite site, Question question) {
    return site.snapshot().contexts().find(question.contextId());
  }

  private static int capability(RandomSite site, Question question) {
    return site.snapshot().capabilities().find(question.capability());
  }

  private static List<Long> ids(RandomSite site, List<Integer> roles) {
    return roles.stream().map(site.snapshot().roles()::idOf).toList();
  }
}
