package dev.beadle.server.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.cache.CachedResolutions;
import dev.beadle.server.decision.DecisionPoint.ListDecision;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.reference.Question;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What holds of every site and question (§3 to §8): laws, by seed. */
final class LawsTest {
  private static final int QUESTIONS = 40;
  private static final List<String> ROLE_SETTINGS =
      List.of("guestroleid", "notloggedinroleid", "defaultuserroleid", "defaultfrontpageroleid");

  private final DecisionPoint evaluating = new DecisionPoint(new Resolver());

  /** §16: loading is independent of row order: tables have none. */
  @Test
  void decide_rowsInAnotherOrder_answersTheSame() {
    Seeds.check(
        300,
        seed -> {
          var random = new Random(seed);
          RandomSite site = RandomSite.of(seed);
          Map<String, List<Map<String, String>>> tables = site.copyOfTables();
          tables.values().forEach(rows -> Collections.shuffle(rows, random));
          assertSameAnswers(site, RandomSite.of(tables), random);
        });
  }

  /** §7.2: roles are a set: which ids they have, and so in which order they are met, is nothing. */
  @Test
  void decide_rolesRenumbered_answersTheSame() {
    Seeds.check(
        300,
        seed -> {
          var random = new Random(seed);
          RandomSite site = RandomSite.of(seed);
          Map<String, String> newIds = shuffledRoleIds(site, random);
          RandomSite renumbered = RandomSite.of(renumbered(site, newIds));
          for (Question question : site.questions(QUESTIONS, random)) {
            assertThat(renumbered.decide(renumbered(question, newIds)))
                .as("%s", question)
                .isEqualTo(site.decide(question));
          }
        });
  }

  /** §7.4: one more allow, where its role had stored nothing, never takes anything away. */
  @Test
  void decide_oneMoreAllow_neverDeniesWhatWasAllowed() {
    Seeds.check(
        400,
        seed -> {
          var random = new Random(seed);
          RandomSite site = RandomSite.of(seed);
          RandomSite changed = RandomSite.of(withOneMorePermission(site, "1", random));
          for (Question question : site.questions(QUESTIONS, random)) {
            if (site.decide(question).isAllowed()) {
              assertThat(changed.decide(question).isAllowed()).as("%s", question).isTrue();
            }
          }
        });
  }

  /** §7.3: one more prohibit never gives anything. */
  @Test
  void decide_oneMoreProhibit_neverAllowsWhatWasDenied() {
    Seeds.check(
        400,
        seed -> {
          var random = new Random(seed);
          RandomSite site = RandomSite.of(seed);
          RandomSite changed = RandomSite.of(withOneMorePermission(site, "-1000", random));
          for (Question question : site.questions(QUESTIONS, random)) {
            if (!site.decide(question).isAllowed()) {
              assertThat(changed.decide(question).isAllowed()).as("%s", question).isFalse();
            }
          }
        });
  }

  /** §6.11: leaving doanything out never gives anything. */
  @Test
  void decide_withoutDoAnything_neverAllowsMore() {
    Seeds.check(
        200,
        seed -> {
          var random = new Random(seed);
          RandomSite site = RandomSite.of(seed);
          for (Question question : site.questions(QUESTIONS, random)) {
            if (site.decide(withDoAnything(question, false)).isAllowed()) {
              assertThat(site.decide(withDoAnything(question, true)).isAllowed())
                  .as("%s", question)
                  .isTrue();
            }
          }
        });
  }

  /** §5: what others are assigned does not concern the user asked about. */
  @Test
  void decide_assignmentsOfOthersGone_answersTheSame() {
    Seeds.check(
        200,
        seed -> {
          var random = new Random(seed);
          RandomSite site = RandomSite.of(seed);
          for (Question question : site.questions(3, random)) {
            Map<String, List<Map<String, String>>> tables = site.copyOfTables();
            String userId = Long.toString(question.userId());
            rows(tables, SiteTable.ROLE_ASSIGNMENTS)
                .removeIf(row -> !userId.equals(row.get("userid")));
            assertThat(RandomSite.of(tables).decide(question))
                .as("%s", question)
                .isEqualTo(site.decide(question));
          }
        });
  }

  /** §6: batch == singles at one snapshot. */
  @Test
  void decideEach_manyCapabilities_answersAsSingles() {
    Seeds.check(
        200,
        seed -> {
          var random = new Random(seed);
          RandomSite site = RandomSite.of(seed);
          for (Question question : site.questions(10, random)) {
            AccessQuery query = site.query(question);
            int[] capabilities = someCapabilities(site, random);
            var decisions = new Decision[capabilities.length + 2];
            evaluating.decideEach(site.snapshot(), query, capabilities, decisions, 1);
            for (int i = 0; i < capabilities.length; i++) {
              assertThat(decisions[i + 1])
                  .as("%s of %s", capabilities[i], question)
                  .isEqualTo(single(site, query, capabilities[i]));
            }
            assertThat(decisions[0]).isNull();
            assertThat(decisions[capabilities.length + 1]).isNull();
          }
        });
  }

  /** §6: has_any_capability and has_all_capabilities are loops. */
  @Test
  void decideAnyAndAll_manyCapabilities_answerAsTheLoops() {
    Seeds.check(
        200,
        seed -> {
          var random = new Random(seed);
          RandomSite site = RandomSite.of(seed);
          for (Question question : site.questions(10, random)) {
            AccessQuery query = site.query(question);
            int[] capabilities = someCapabilities(site, random);
            assertThat(evaluating.decideAny(site.snapshot(), query, capabilities))
                .isEqualTo(loop(site, query, capabilities, true, Decision.DENIED_ANY_OF_NOTHING));
            assertThat(evaluating.decideAll(site.snapshot(), query, capabilities))
                .isEqualTo(
                    loop(site, query, capabilities, false, Decision.ALLOWED_BY_ALL_OF_NOTHING));
          }
        });
  }

  /** §7: cached == evaluated, with room for everything, for next to nothing, and for nothing. */
  @Test
  void decide_cached_answersAsEvaluated() {
    for (long maximumBytes : new long[] {1 << 20, 1 << 10, 0}) {
      // One cache for all sites, so that what is left of one meets the questions of the next.
      var caching = new DecisionPoint(new CachedResolutions(new Resolver(), maximumBytes));
      Seeds.check(
          150,
          seed -> {
            RandomSite site = RandomSite.of(seed);
            for (Question question : site.questions(QUESTIONS, new Random(seed))) {
              AccessQuery query = site.query(question);
              assertThat(caching.decide(site.snapshot(), query))
                  .as("%s", question)
                  .isEqualTo(evaluating.decide(site.snapshot(), query));
            }
          });
    }
  }

  private static void assertSameAnswers(RandomSite one, RandomSite other, Random random) {
    for (Question question : one.questions(QUESTIONS, random)) {
      assertThat(other.decide(question)).as("%s", question).isEqualTo(one.decide(question));
    }
  }

  private Decision single(RandomSite site, AccessQuery query, int capability) {
    return evaluating.decide(
        site.snapshot(),
        new AccessQuery(query.userId(), query.context(), capability, query.environment()));
  }

  private ListDecision loop(
      RandomSite site, AccessQuery query, int[] capabilities, boolean stopAt, Decision ofNothing) {
    var answer = new ListDecision(ofNothing, 0);
    for (int i = 0; i < capabilities.length; i++) {
      answer = new ListDecision(single(site, query, capabilities[i]), i);
      if (answer.decision().isAllowed() == stopAt) {
        return answer;
      }
    }
    return answer;
  }

  private static int[] someCapabilities(RandomSite site, Random random) {
    CapabilityCatalog catalog = site.snapshot().capabilities();
    // One below 0: a name that was never heard of.
    return random.ints(random.nextInt(8), -1, catalog.size()).toArray();
  }

  private static Map<String, List<Map<String, String>>> withOneMorePermission(
      RandomSite site, String permission, Random random) {
    Map<String, List<Map<String, String>>> tables = site.copyOfTables();
    Map<String, String> added = new LinkedHashMap<>();
    added.put("contextid", valueOf(pick(site.rows(SiteTable.CONTEXT), random), "id"));
    added.put("roleid", valueOf(pick(site.rows(SiteTable.ROLE), random), "id"));
    added.put("capability", valueOf(pick(site.rows(SiteTable.CAPABILITIES), random), "name"));
    List<Map<String, String>> rows = rows(tables, SiteTable.ROLE_CAPABILITIES);
    if (rows.stream().noneMatch(row -> row.entrySet().containsAll(added.entrySet()))) {
      added.put("id", "1000000");
      added.put("permission", permission);
      rows.add(added);
    }
    return tables;
  }

  private static Map<String, String> shuffledRoleIds(RandomSite site, Random random) {
    List<String> ids = new ArrayList<>();
    site.rows(SiteTable.ROLE).forEach(row -> ids.add(valueOf(row, "id")));
    List<String> shuffled = new ArrayList<>(ids);
    Collections.shuffle(shuffled, random);
    Map<String, String> newIds = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      newIds.put(ids.get(i), shuffled.get(i));
    }
    return newIds;
  }

  private static Map<String, List<Map<String, String>>> renumbered(
      RandomSite site, Map<String, String> newIds) {
    Map<String, List<Map<String, String>>> tables = site.copyOfTables();
    rows(tables, SiteTable.ROLE).forEach(row -> renumber(row, "id", newIds));
    rows(tables, SiteTable.ROLE_CAPABILITIES).forEach(row -> renumber(row, "roleid", newIds));
    rows(tables, SiteTable.ROLE_ASSIGNMENTS).forEach(row -> renumber(row, "roleid", newIds));
    for (Map<String, String> row : rows(tables, SiteTable.CONFIG)) {
      if (ROLE_SETTINGS.contains(valueOf(row, "name"))) {
        renumber(row, "value", newIds);
      }
    }
    return tables;
  }

  private static void renumber(Map<String, String> row, String column, Map<String, String> newIds) {
    row.computeIfPresent(column, (_, id) -> newIds.getOrDefault(id, id));
  }

  private static Question renumbered(Question question, Map<String, String> newIds) {
    Map<Long, Long> switches = new TreeMap<>();
    question.roleSwitches().forEach((context, id) -> switches.put(context, newId(id, newIds)));
    Map<Long, List<Long>> temporary = new TreeMap<>();
    question
        .temporaryRoles()
        .forEach((context, ids) ->
            temporary.put(context, ids.stream().map(id -> newId(id, newIds)).toList()));
    return new Question(
        question.userId(),
        question.subjectIsCurrentUser(),
        question.capability(),
        question.contextId(),
        question.doAnything(),
        switches,
        question.loginAsContextId(),
        temporary);
  }

  private static long newId(long id, Map<String, String> newIds) {
    String old = Long.toString(id);
    return Long.parseLong(newIds.getOrDefault(old, old));
  }

  private static Question withDoAnything(Question question, boolean doAnything) {
    return new Question(
        question.userId(),
        question.subjectIsCurrentUser(),
        question.capability(),
        question.contextId(),
        doAnything,
        question.roleSwitches(),
        question.loginAsContextId(),
        question.temporaryRoles());
  }

  private static List<Map<String, String>> rows(
      Map<String, List<Map<String, String>>> tables, SiteTable table) {
    return tables.getOrDefault(table.tableName(), List.of());
  }

  private static String valueOf(Map<String, String> row, String column) {
    return row.getOrDefault(column, "");
  }

  private static <T> T pick(List<T> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
