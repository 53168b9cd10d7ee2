package dev.beadle.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.Changes;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotBuilder;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import dev.beadle.server.testing.SnapshotFacts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever is asked for: it is done as a whole and cleanly, or refused with a reason. */
final class CraftedBatchTest {
  private static final int MOST_COMMANDS = 4;
  private static final PolicySnapshot STANDARD =
      Oracle.snapshotOf(StandardSite.tables(AdminSite.STANDARD));

  private final Set<Class<?>> done = new HashSet<>();
  private int seedsRun;

  /** House, laws: incremental == reload; a refusal is the only other outcome. */
  @Test
  void on_anyBatchOnAnySite_changesCleanlyOrIsRefused() {
    Seeds.check(
        300,
        seed -> {
          var random = new Random(seed);
          seedsRun++;
          PolicySnapshot site = RandomSite.of(seed).snapshot();
          for (int i = 0; i < 6; i++) {
            site = tryOne(site, random);
          }
        });
    // Most kinds must come through at times, or the law says nothing about them; one seed alone
    // does not say which.
    if (seedsRun > 1) {
      assertThat(done).hasSizeGreaterThan(AnyCommand.KINDS.size() / 2);
    }
  }

  /** The same on a site where the standard roles, settings and capabilities are. */
  @Test
  void on_anyBatchOnStandardSite_changesCleanlyOrIsRefused() {
    Seeds.check(
        10,
        seed -> {
          var random = new Random(seed);
          PolicySnapshot site = STANDARD;
          for (int i = 0; i < 12; i++) {
            site = tryOne(site, random);
          }
        });
  }

  /** Each is one command, and so one value of its text differs at the most. */
  @Test
  void fingerprint_differentCommands_differ() {
    Seeds.check(
        2_000,
        seed -> {
          var random = new Random(seed);
          List<AdminCommand> one = commands(random);
          List<AdminCommand> other = commands(random);
          if (!one.isEmpty() && !other.isEmpty()) {
            assertThat(batch(0, one).fingerprint().equals(batch(1, other).fingerprint()))
                .isEqualTo(one.equals(other));
          }
        });
  }

  private PolicySnapshot tryOne(PolicySnapshot head, Random random) {
    List<AdminCommand> commands = commands(random);
    if (commands.isEmpty()) {
      return head;
    }
    Enforcement[] all = Enforcement.values();
    var guard =
        new AdminGuard(
            new DecisionPoint(new Resolver()),
            random.nextInt(4) == 0 ? all[random.nextInt(all.length)] : Enforcement.OFF);
    var administration = new Administration(AdminSite.STANDARD, guard, AdminLimits.DEFAULT);
    AdminProposal proposal = administration.propose(batch(random.nextInt(9), commands));
    Map<String, ?> before = SnapshotFacts.of(head);
    List<Change> changes;
    try {
      changes = proposal.on(head).changes();
    } catch (RefusedChangeException refused) {
      assertThat(refused.getMessage()).contains("commands[").hasSizeLessThan(1_000);
      assertThat(SnapshotFacts.of(head)).isEqualTo(before);
      return head;
    }
    assertThat(SnapshotFacts.of(head)).isEqualTo(before);
    assertThat(proposal.on(head).changes()).isEqualTo(changes);
    commands.forEach(command -> done.add(command.getClass()));
    SnapshotEditor editor = SnapshotEditor.of(head);
    changes.forEach(change -> Changes.apply(change, editor));
    PolicySnapshot after = editor.build(head.revision(), head.readAt());
    SnapshotFacts.assertSame(after, reload(after), commands);
    return after;
  }

  private static AdminBatch batch(long actor, List<AdminCommand> commands) {
    return new AdminBatch(actor, "", "", List.of(), commands);
  }

  /** The rows of a site, loaded anew: the editor's own view of them is tested with the editor. */
  private static PolicySnapshot reload(PolicySnapshot site) {
    var builder = new SnapshotBuilder(site.capabilities().deprecated());
    Map<SiteTable, List<TableRow>> rows = new EnumMap<>(SiteTable.class);
    for (SiteTable table : SiteTable.values()) {
      FactCursor cursor = SnapshotRows.of(site, table);
      while (cursor.next()) {
        rows.computeIfAbsent(table, _ -> new ArrayList<>()).add(TableRow.copyOf(table, cursor));
      }
    }
    for (SiteTable table : SiteTable.values()) {
      rows.getOrDefault(table, List.of()).forEach(row -> builder.add(table, row));
      builder.end(table);
    }
    return builder.build(site.revision(), site.readAt());
  }

  /** Some commands; those whose parts make none are refused with a reason. */
  private static List<AdminCommand> commands(Random random) {
    List<AdminCommand> commands = new ArrayList<>();
    int wanted = 1 + random.nextInt(MOST_COMMANDS);
    for (int tries = 0; tries < 50 && commands.size() < wanted; tries++) {
      Class<?> kind = AnyCommand.KINDS.get(random.nextInt(AnyCommand.KINDS.size()));
      try {
        commands.add(AnyCommand.of(kind, random));
      } catch (RefusedChangeException refused) {
        assertThat(refused.kind()).isEqualTo(RefusedChangeException.Kind.INVALID);
        assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(1_000);
      }
    }
    return commands;
  }
}
