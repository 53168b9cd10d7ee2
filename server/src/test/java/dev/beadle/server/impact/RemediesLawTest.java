package dev.beadle.server.impact;

import static dev.beadle.server.testing.RandomSite.textIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.Changes;
import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.InvalidFactException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.impact.SnapshotComparison.Edit;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.reference.Question;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What would change a denial, against trying every single edit on every context of the site. */
final class RemediesLawTest {
  private static final DecisionPoint DECISION_POINT = new DecisionPoint(new Resolver());
  private static final int ALL = 1_000_000;

  /** Law: the remedies are the single edits that allow, each of them and no other. */
  @Test
  void of_anyQuestion_tellsEverySingleEditThatAllows() {
    var remedies = new AtomicLong();
    var denials = new AtomicLong();
    Seeds.check(
        50,
        seed -> {
          RandomSite site = RandomSite.of(seed);
          PolicySnapshot snapshot = site.snapshot();
          for (Question asked : site.questions(15, new Random(seed))) {
            RemedyQuestion question = questionOf(snapshot, asked, false);
            RemedyReport report = Remedies.of(snapshot, question, () -> false);
            assertThat(report.isCut()).isFalse();
            assertThat(report.remedies()).hasSize(report.found());
            if (report.decision().isAllowed()) {
              assertThat(report.remedies()).isEmpty();
              assertThat(report.obstacle()).isEmpty();
              continue;
            }
            Set<Change> told = new HashSet<>();
            report.remedies().forEach(remedy -> told.add(remedy.edit().change()));
            assertThat(told).hasSameSizeAs(report.remedies());
            assertThat(told).as("%s", question).isEqualTo(everyEdit(site, question));
            assertThat(report.obstacle().isEmpty()).isEqualTo(!told.isEmpty());
            denials.incrementAndGet();
            remedies.addAndGet(told.size());
          }
        });
    assertThat(denials.get()).isGreaterThan(250);
    assertThat(remedies.get()).isGreaterThan(500);
  }

  /** Law: a remedy carries what comparing all answers finds, and they stand in that order. */
  @Test
  void of_anyQuestion_tellsWhatElseEachWouldDo() {
    var compared = new AtomicLong();
    Seeds.check(
        30,
        seed -> {
          RandomSite site = RandomSite.of(seed);
          PolicySnapshot snapshot = site.snapshot();
          for (Question asked : site.questions(3, new Random(seed))) {
            RemedyReport report =
                Remedies.of(snapshot, questionOf(snapshot, asked, true), () -> false);
            assertThat(report.remedies()).isSortedAccordingTo(Remedy.ORDER);
            for (Remedy remedy : report.remedies().stream().limit(2).toList()) {
              Change change = remedy.edit().change();
              PolicySnapshot after = edited(snapshot, change);
              var every = new EveryAnswer(snapshot, after);
              ImpactTotals totals = remedy.totals();
              assertThat(totals).isNotNull();
              assertThat(totals.gains())
                  .isEqualTo(every.flips().stream().filter(Flip::isGain).count());
              assertThat(totals)
                  .isEqualTo(
                      SnapshotComparison.of(new Edit(snapshot, after, List.of(change)), () -> false)
                          .totals());
              compared.incrementAndGet();
            }
          }
        });
    assertThat(compared.get()).isGreaterThan(20);
  }

  private static RemedyQuestion questionOf(
      PolicySnapshot snapshot, Question asked, boolean withTotals) {
    return new RemedyQuestion(
        asked.userId(),
        snapshot.contexts().find(asked.contextId()),
        asked.capability(),
        withTotals ? 10 : ALL,
        withTotals);
  }

  /** Tries all edits of these kinds, at every context of the site, for every role. */
  private static Set<Change> everyEdit(RandomSite site, RemedyQuestion question) {
    List<Change> edits = new ArrayList<>();
    site.rows(SiteTable.CONTEXT)
        .forEach(row -> edits.add(new Change.ContextLockChanged(number(row, "id"), false)));
    boolean isLive =
        site.rows(SiteTable.USER).stream()
            .anyMatch(row -> number(row, "id") == question.userId() && number(row, "deleted") == 0);
    boolean isStorable =
        site.rows(SiteTable.CAPABILITIES).stream()
            .anyMatch(row -> textIn(row, "name").equals(question.capability()));
    for (Map<String, String> context : site.rows(SiteTable.CONTEXT)) {
      for (Map<String, String> role : site.rows(SiteTable.ROLE)) {
        if (isLive) {
          edits.add(assignment(site, number(role, "id"), number(context, "id"), question));
        }
        if (isStorable) {
          edits.add(permission(site, number(role, "id"), number(context, "id"), question));
        }
      }
    }
    for (Map<String, String> row : site.rows(SiteTable.ROLE_CAPABILITIES)) {
      if (textIn(row, "capability").equals(question.capability())) {
        edits.add(
            new Change.PermissionRemoved(
                number(row, "id"),
                number(row, "contextid"),
                number(row, "roleid"),
                question.capability(),
                number(row, "permission")));
      }
    }
    edits.removeIf(edit -> !allows(site.snapshot(), edit, question));
    return new HashSet<>(edits);
  }

  private static Change assignment(
      RandomSite site, long roleId, long contextId, RemedyQuestion question) {
    long id = nextId(site, SiteTable.ROLE_ASSIGNMENTS);
    return new Change.RoleAssigned(id, roleId, contextId, question.userId(), "", 0, 0, 0);
  }

  private static Change permission(
      RandomSite site, long roleId, long contextId, RemedyQuestion question) {
    long id =
        site.rows(SiteTable.ROLE_CAPABILITIES).stream()
            .filter(row -> textIn(row, "capability").equals(question.capability()))
            .filter(row -> number(row, "roleid") == roleId)
            .filter(row -> number(row, "contextid") == contextId)
            .mapToLong(row -> number(row, "id"))
            .findFirst()
            .orElse(nextId(site, SiteTable.ROLE_CAPABILITIES));
    return new Change.PermissionSet(id, contextId, roleId, question.capability(), 1);
  }

  private static long nextId(RandomSite site, SiteTable table) {
    var ids = new TreeSet<Long>(Set.of(0L));
    site.rows(table).forEach(row -> ids.add(number(row, "id")));
    return ids.last() + 1;
  }

  private static boolean allows(PolicySnapshot snapshot, Change edit, RemedyQuestion question) {
    try {
      PolicySnapshot after = edited(snapshot, edit);
      int context = after.contexts().find(snapshot.contexts().idOf(question.context()));
      return context != ContextTree.ABSENT
          && DECISION_POINT
              .decide(
                  after,
                  new AccessQuery(
                      question.userId(),
                      context,
                      after.capabilities().find(question.capability()),
                      Environment.DEFAULT))
              .isAllowed();
    } catch (InvalidFactException _) {
      return false;
    }
  }

  private static PolicySnapshot edited(PolicySnapshot snapshot, Change edit) {
    SnapshotEditor editor = SnapshotEditor.of(snapshot);
    Changes.apply(edit, editor);
    return editor.build(snapshot.revision().next(), Instant.EPOCH);
  }

  private static long number(Map<String, String> row, String column) {
    return Long.parseLong(textIn(row, column));
  }
}
