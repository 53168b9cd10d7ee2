package dev.beadle.server.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.change.Change.ContextDeleted;
import dev.beadle.server.change.Change.ContextLockChanged;
import dev.beadle.server.change.Change.ContextMoved;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.reference.Question;
import dev.beadle.server.testing.RandomChanges;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** watch.proto, WatchFilter: who applies what passes gives the answers that all facts give. */
final class ChangeFilterLawTest {
  private static final DecisionPoint DECISIONS = new DecisionPoint(new Resolver());

  /** A replica that starts with the rows that pass, and is told the changes that pass. */
  private static final class Replica {
    private final ChangeFilter filter;
    private PolicySnapshot facts;

    Replica(ChangeFilter filter, PolicySnapshot first) {
      this.filter = filter;
      this.facts = filtered(first);
    }

    /**
     * @param now facts after all of them, and maybe later ones
     */
    void take(List<Change> changes, PolicySnapshot now) {
      List<Change> passing = changes.stream().filter(it -> filter.passes(it, now)).toList();
      boolean isOutgrown = passing.stream().anyMatch(it -> filter.isOutgrownBy(it, now));
      if (isOutgrown) {
        facts = filtered(now);
      } else {
        passing.forEach(it -> facts = RandomChanges.applied(facts, understood(it)));
      }
    }

    /** Of a move to where the replica knows nothing, only that it is gone from where it was. */
    private List<Change> understood(Change change) {
      if (change instanceof ContextLockChanged(var id, _)) {
        return facts.contexts().find(id) == ContextTree.ABSENT ? List.of() : List.of(change);
      }
      if (!(change instanceof ContextMoved(var id, var newParentId))) {
        return List.of(change);
      }
      int moved = facts.contexts().find(id);
      if (moved == ContextTree.ABSENT || facts.contexts().find(newParentId) != ContextTree.ABSENT) {
        return moved == ContextTree.ABSENT ? List.of() : List.of(change);
      }
      return RandomChanges.rows(facts, SiteTable.CONTEXT).stream()
          .filter(row -> (row.textAt(3) + "/").contains("/" + id + "/"))
          // A user is one wherever his own context lies.
          .filter(row -> row.numberAt(1) != ContextLevel.USER)
          .<Change>map(row -> new ContextDeleted(row.numberAt(0)))
          .toList();
    }

    private PolicySnapshot filtered(PolicySnapshot all) {
      SnapshotEditor editor = SnapshotEditor.of(all);
      for (SiteTable table : SiteTable.values()) {
        for (TableRow row : RandomChanges.rows(all, table)) {
          if (!filter.passes(ChangedRow.making(row), all)) {
            editor.remove(row);
          }
        }
      }
      return editor.build(all.revision(), all.readAt());
    }
  }

  /** user_ids: what the users may, in every context. */
  @Test
  void userIds_randomChanges_keepTheAnswersAboutTheUsers() {
    check((random, first) -> {
      Set<Long> ids = some(first, SiteTable.USER, random);
      return new Asked(new ChangeFilter(Set.of(), ids, Set.of()), ids, Set.of());
    });
  }

  /** context_ids: what anybody may, in the contexts and below them. */
  @Test
  void contextIds_randomChanges_keepTheAnswersInTheContexts() {
    check((random, first) -> {
      Set<Long> ids = some(first, SiteTable.CONTEXT, random);
      return new Asked(new ChangeFilter(ids, Set.of(), Set.of()), Set.of(), ids);
    });
  }

  /** Both: a change passes when it touches one of them. */
  @Test
  void bothIds_randomChanges_keepTheAnswersAboutEach() {
    check((random, first) -> {
      Set<Long> users = some(first, SiteTable.USER, random);
      Set<Long> contexts = some(first, SiteTable.CONTEXT, random);
      Set<Long> roles = some(first, SiteTable.ROLE, random);
      return new Asked(new ChangeFilter(contexts, users, roles), users, contexts);
    });
  }

  /** role_ids: the roles' rows, what they give where, and who has them. */
  @Test
  void roleIds_randomChanges_keepWhatIsOfTheRoles() {
    Seeds.check(
        100,
        seed -> {
          var random = new Random(seed);
          var series = new RandomChanges(RandomSite.of(seed).snapshot(), random);
          Set<Long> ids = some(series.current(), SiteTable.ROLE, random);
          var replica = new Replica(new ChangeFilter(Set.of(), Set.of(), ids), series.current());
          for (int i = 0; i < 30; i++) {
            replica.take(series.next(), series.current());
          }
          assertThat(ofRoles(replica.facts, ids)).isEqualTo(ofRoles(series.current(), ids));
          for (SiteTable table : List.of(SiteTable.CONTEXT, SiteTable.USER, SiteTable.CONFIG)) {
            assertThat(Set.copyOf(RandomChanges.rows(replica.facts, table)))
                .isEqualTo(Set.copyOf(RandomChanges.rows(series.current(), table)));
          }
        });
  }

  /**
   * What is filtered, and what is asked about.
   *
   * @param userIds about these in every context
   * @param contextIds about everybody in these and below
   */
  private record Asked(ChangeFilter filter, Set<Long> userIds, Set<Long> contextIds) {}

  private interface Asking {
    Asked of(Random random, PolicySnapshot first);
  }

  private static void check(Asking asking) {
    Seeds.check(
        150,
        seed -> {
          var random = new Random(seed);
          var series = new RandomChanges(RandomSite.of(seed).snapshot(), random);
          Asked asked = asking.of(random, series.current());
          var replica = new Replica(asked.filter(), series.current());
          List<Change> said = new ArrayList<>();
          for (int part = 0; part < 8; part++) {
            List<Change> changes = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
              changes.addAll(series.next());
            }
            said.addAll(changes);
            replica.take(changes, series.current());
            compare(replica.facts, series.current(), asked, said);
          }
        });
  }

  private static void compare(
      PolicySnapshot replica, PolicySnapshot real, Asked asked, List<Change> said) {
    for (TableRow context : RandomChanges.rows(real, SiteTable.CONTEXT)) {
      boolean isInside =
          asked.contextIds().stream()
              .anyMatch(id -> (context.textAt(3) + "/").contains("/" + id + "/"));
      for (TableRow user : RandomChanges.rows(real, SiteTable.USER)) {
        if (isInside || asked.userIds().contains(user.numberAt(0))) {
          for (TableRow capability : RandomChanges.rows(real, SiteTable.CAPABILITIES)) {
            var question =
                new Question(
                    user.numberAt(0),
                    false,
                    capability.textAt(1),
                    context.numberAt(0),
                    true,
                    Map.of(),
                    null,
                    Map.of());
            assertThat(decide(replica, question))
                .as("%s, %s, after %s", question, asked, said)
                .isEqualTo(decide(real, question));
          }
        }
      }
    }
  }

  private static Decision decide(PolicySnapshot facts, Question question) {
    return DECISIONS.decide(facts, RandomSite.query(facts, question));
  }

  private static Set<TableRow> ofRoles(PolicySnapshot facts, Set<Long> roleIds) {
    Set<TableRow> rows = new HashSet<>();
    Map<SiteTable, Integer> roleColumns =
        Map.of(SiteTable.ROLE, 0, SiteTable.ROLE_CAPABILITIES, 2, SiteTable.ROLE_ASSIGNMENTS, 1);
    roleColumns.forEach((table, column) ->
        RandomChanges.rows(facts, table).stream()
            .filter(row -> roleIds.contains(row.numberAt(column)))
            .forEach(rows::add));
    return rows;
  }

  private static Set<Long> some(PolicySnapshot facts, SiteTable table, Random random) {
    List<TableRow> rows = RandomChanges.rows(facts, table);
    Set<Long> ids = new HashSet<>();
    for (int i = random.nextInt(2); i >= 0 && !rows.isEmpty(); i--) {
      ids.add(rows.get(random.nextInt(rows.size())).numberAt(0));
    }
    return ids.isEmpty() ? Set.of(900L) : ids;
  }
}
