package dev.beadle.server.decision;

import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.cache.CachedResolutions;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.reference.Question;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import dev.beadle.server.testing.TestSite;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Questions decided together are decided as one by one (§6, §7). */
final class QueryBatchTest {
  private static final int CAPACITY = 7;

  private final DecisionPoint evaluating = new DecisionPoint(new Resolver());

  /** §6: batch == singles, of whatever user, context and capability, on damaged sites too. */
  @Test
  void decideBatch_randomSites_answersAsSingles() {
    Set<Decision> seen = EnumSet.noneOf(Decision.class);
    Seeds.check(
        400,
        seed -> {
          var random = new Random(seed);
          RandomSite site = RandomSite.of(seed);
          List<AccessQuery> queries = queries(site, random);
          assertSame(evaluating, site.snapshot(), queries);
          queries.forEach(query -> seen.add(evaluating.decide(site.snapshot(), query)));
        });
    assertThat(seen)
        .contains(
            Decision.ALLOWED_BY_ROLE,
            Decision.ALLOWED_BY_SITE_ADMIN,
            Decision.ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT,
            Decision.DENIED_UNKNOWN_CAPABILITY,
            Decision.DENIED_BY_GUEST_GUARD,
            Decision.DENIED_BY_LOCK,
            Decision.DENIED_NO_SUCH_USER,
            Decision.DENIED_BY_BROKEN_CONTEXT,
            Decision.DENIED_BY_PROHIBIT,
            Decision.DENIED_BY_PREVENT,
            Decision.DENIED_NOTHING_ALLOWS);
  }

  /** §6.5, §6.6: a visitor meets his guards even where a damaged site has a user of his id. */
  @Test
  void decideBatch_userZeroHasARow_isAVisitorAllTheSame() {
    Seeds.check(
        200,
        seed -> {
          Map<String, List<Map<String, String>>> tables = RandomSite.of(seed).copyOfTables();
          List<Map<String, String>> users =
              tables.getOrDefault(SiteTable.USER.tableName(), List.of());
          if (users.isEmpty()) {
            return;
          }
          Map<String, String> zero = new HashMap<>(users.getFirst());
          zero.put("id", "0");
          zero.put("deleted", "0");
          users.add(zero);
          RandomSite site = RandomSite.of(tables);
          List<AccessQuery> asked =
              queries(site, new Random(seed)).stream()
                  .map(query ->
                      new AccessQuery(0, query.context(), query.capability(), Environment.DEFAULT))
                  .toList();
          assertSame(evaluating, site.snapshot(), asked);
          assertSameRows(
              site.snapshot(), asked.getFirst(), capabilities(site, new Random(seed)), asked);
        });
  }

  /** §7: the same with resolutions that are remembered from site to site. */
  @Test
  void decideBatch_cached_answersAsSingles() {
    var caching = new DecisionPoint(new CachedResolutions(new Resolver(), 1 << 16));
    Seeds.check(
        150,
        seed -> {
          RandomSite site = RandomSite.of(seed);
          assertSame(caching, site.snapshot(), queries(site, new Random(seed)));
        });
  }

  /** §7.2: roles are a set of any size, those that have no bit of their own included. */
  @Test
  void decideBatch_manyRoles_answersAsSingles() {
    TestSite site = classroom();
    for (int role = 0; role < 80; role++) {
      site.role("role" + role);
    }
    site.assign("ann", "role3", "course").assign("ann", "role79", "cat");
    site.assign("bob", "role3", "course").allow("role79", SYSTEM, REPLY);
    PolicySnapshot snapshot = site.snapshot();
    List<AccessQuery> queries = new ArrayList<>();
    for (String user : List.of("ann", "bob", "ann")) {
      queries.add(site.ask(user, REPLY, "forum").query());
    }
    assertSame(evaluating, snapshot, queries);
    assertThat(queries)
        .extracting(query -> evaluating.decide(snapshot, query).isAllowed())
        .containsExactly(true, false, true);
  }

  /** §6: rows of a matrix == singles, in whatever surroundings, on damaged sites too. */
  @Test
  void decideRows_randomSites_answersAsSingles() {
    Seeds.check(
        300,
        seed -> {
          var random = new Random(seed);
          RandomSite site = RandomSite.of(seed);
          int[] capabilities = capabilities(site, random);
          List<AccessQuery> places = queries(site, random);
          for (Question question : site.questions(6, random)) {
            AccessQuery asked = site.query(question);
            assertSameRows(site.snapshot(), asked, capabilities, places);
            assertSameRows(
                site.snapshot(),
                new AccessQuery(asked.userId(), asked.context(), 0, Environment.DEFAULT),
                capabilities,
                places);
          }
        });
  }

  /** A batch that is filled again says nothing of what it held before. */
  @Test
  void clear_shorterBatchAfterwards_decidesOnlyThat() {
    RandomSite site = RandomSite.of(1);
    List<AccessQuery> queries = queries(site, new Random(1));
    var batch = new QueryBatch(queries.size());
    queries.forEach(query -> add(batch, query));
    evaluating.decideBatch(site.snapshot(), batch);
    batch.clear();
    AccessQuery last = queries.getLast();
    add(batch, last);
    evaluating.decideBatch(site.snapshot(), batch);
    assertThat(batch.size()).isEqualTo(1);
    assertThat(batch.decision(0)).isEqualTo(evaluating.decide(site.snapshot(), last));
  }

  private void assertSameRows(
      PolicySnapshot snapshot, AccessQuery asked, int[] capabilities, List<AccessQuery> places) {
    byte[] cells = new byte[CAPACITY * capabilities.length];
    var guarded = GuardedCapabilities.of(snapshot, asked.userId(), capabilities);
    var rows = new MatrixRows(asked.userId(), asked.environment(), guarded, cells, CAPACITY);
    for (int from = 0; from + CAPACITY <= places.size(); from += CAPACITY) {
      rows.clear();
      for (int i = 0; i < CAPACITY; i++) {
        rows.add(places.get(from + i).context(), i * capabilities.length);
      }
      evaluating.decideRows(snapshot, rows);
      for (int cell = 0; cell < cells.length; cell++) {
        var single =
            new AccessQuery(
                asked.userId(),
                places.get(from + cell / capabilities.length).context(),
                capabilities[cell % capabilities.length],
                asked.environment());
        assertThat(Decision.of(cells[cell]))
            .as("%s", single)
            .isEqualTo(evaluating.decide(snapshot, single));
      }
    }
  }

  private static int[] capabilities(RandomSite site, Random random) {
    int[] capabilities = new int[1 + random.nextInt(6)];
    for (int i = 0; i < capabilities.length; i++) {
      capabilities[i] = random.nextInt(site.snapshot().capabilities().size() + 1) - 1;
    }
    return capabilities;
  }

  private static List<AccessQuery> queries(RandomSite site, Random random) {
    List<AccessQuery> queries = new ArrayList<>();
    for (Question question : site.questions(60, random)) {
      AccessQuery query = site.query(question);
      int capability = random.nextInt(10) == 0 ? CapabilityCatalog.ABSENT : query.capability();
      queries.add(
          new AccessQuery(query.userId(), query.context(), capability, Environment.DEFAULT));
    }
    return queries;
  }

  private static void assertSame(
      DecisionPoint decisionPoint, PolicySnapshot snapshot, List<AccessQuery> queries) {
    var batch = new QueryBatch(CAPACITY);
    for (int from = 0; from < queries.size(); from += CAPACITY) {
      List<AccessQuery> part = queries.subList(from, Math.min(queries.size(), from + CAPACITY));
      batch.clear();
      part.forEach(query -> add(batch, query));
      decisionPoint.decideBatch(snapshot, batch);
      for (int i = 0; i < part.size(); i++) {
        assertThat(batch.decision(i))
            .as("%s", part.get(i))
            .isEqualTo(decisionPoint.decide(snapshot, part.get(i)));
      }
    }
  }

  private static void add(QueryBatch batch, AccessQuery query) {
    batch.add(query.userId(), query.context(), query.capability());
  }
}
