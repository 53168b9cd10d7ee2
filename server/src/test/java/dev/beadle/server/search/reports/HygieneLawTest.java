package dev.beadle.server.search.reports;

import static dev.beadle.server.testing.RandomSite.textIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.Change.PermissionRemoved;
import dev.beadle.server.change.Change.RoleUnassigned;
import dev.beadle.server.change.Changes;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.impact.ImpactTotals;
import dev.beadle.server.impact.SnapshotComparison;
import dev.beadle.server.impact.SnapshotComparison.Edit;
import dev.beadle.server.model.Permission;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What can be tidied up may go: no answer is another afterwards. */
final class HygieneLawTest {
  private static final Set<HygieneKind> NEVER_COUNT =
      EnumSet.of(
          HygieneKind.OVERRIDE_WITHOUT_EFFECT,
          HygieneKind.OVERRIDE_SHADOWED,
          HygieneKind.UNKNOWN_CAPABILITY,
          HygieneKind.PERMISSION_IN_MISSING_CONTEXT,
          HygieneKind.ASSIGNMENT_IN_MISSING_CONTEXT);

  /** §4, §5, §7: whatever never counts changes no check when it goes, one by one. */
  @Test
  void findings_thatNeverCount_flipNothingWhenTheyGo() {
    var removed = new AtomicLong();
    Seeds.check(
        60,
        seed -> {
          PolicySnapshot snapshot = RandomSite.of(seed).snapshot();
          List<HygieneFinding> findings =
              Hygiene.of(snapshot, NEVER_COUNT, Checkpoint.NONE).findings();
          for (int i = 0; i < findings.size(); i += 1 + findings.size() / 12) {
            ImpactTotals totals = totalsWithout(snapshot, findings.get(i));
            assertThat(totals.gains() + totals.losses()).as("%s", findings.get(i)).isZero();
            removed.incrementAndGet();
          }
        });
    assertThat(removed.get()).isGreaterThan(300);
  }

  /** §7.3: an override is told exactly if its role says the same at its place without it. */
  @Test
  void overrides_anySite_areToldIfTheirRoleSaysTheSameWithoutThem() {
    var told = new AtomicLong();
    var untold = new AtomicLong();
    Seeds.check(
        300,
        seed -> {
          RandomSite site = RandomSite.of(seed);
          Set<Long> found = new TreeSet<>();
          Hygiene.of(
                  site.snapshot(),
                  EnumSet.of(HygieneKind.OVERRIDE_WITHOUT_EFFECT, HygieneKind.OVERRIDE_SHADOWED),
                  Checkpoint.NONE)
              .findings()
              .forEach(finding -> found.add(finding.rowId()));
          for (Map<String, String> row : overridesIn(site)) {
            boolean isTold = found.remove(Long.parseLong(textIn(row, "id")));
            assertThat(isTold).as("%s", row).isEqualTo(saysTheSameWithout(site, row));
            (isTold ? told : untold).incrementAndGet();
          }
          // The others lie, by damage, at the place of another context.
          assertThat(found).isSubsetOf(misplacedRows(site));
        });
    assertThat(told.get()).isGreaterThan(1_000);
    assertThat(untold.get()).isGreaterThan(1_000);
  }

  private static List<Map<String, String>> overridesIn(RandomSite site) {
    Set<String> known = new HashSet<>();
    site.rows(SiteTable.CAPABILITIES).forEach(row -> known.add(textIn(row, "name")));
    Map<String, String> paths = soundPaths(site);
    List<Map<String, String>> overrides = new ArrayList<>();
    for (Map<String, String> row : site.rows(SiteTable.ROLE_CAPABILITIES)) {
      String path = paths.getOrDefault(textIn(row, "contextid"), "");
      if (known.contains(textIn(row, "capability")) && path.indexOf('/', 1) > 0) {
        overrides.add(row);
      }
    }
    return overrides;
  }

  private static Set<Long> misplacedRows(RandomSite site) {
    Map<String, String> paths = soundPaths(site);
    Set<Long> rows = new TreeSet<>();
    for (Map<String, String> row : site.rows(SiteTable.ROLE_CAPABILITIES)) {
      if (!paths.containsKey(textIn(row, "contextid"))) {
        rows.add(Long.parseLong(textIn(row, "id")));
      }
    }
    return rows;
  }

  /** Contexts whose path ends in their own id and is no other's; the system without its row. */
  private static Map<String, String> soundPaths(RandomSite site) {
    Map<String, String> paths = new HashMap<>();
    Map<String, Integer> uses = new HashMap<>();
    for (Map<String, String> row : site.rows(SiteTable.CONTEXT)) {
      String path =
          textIn(row, "contextlevel").equals("10") ? "/" + textIn(row, "id") : textIn(row, "path");
      paths.put(textIn(row, "id"), path);
      uses.merge(path, 1, Integer::sum);
    }
    paths.entrySet().removeIf(entry -> !isSound(entry.getKey(), entry.getValue(), uses));
    return paths;
  }

  private static boolean isSound(String id, String path, Map<String, Integer> uses) {
    return path.endsWith("/" + id) && uses.getOrDefault(path, 0) == 1;
  }

  private static boolean saysTheSameWithout(RandomSite site, Map<String, String> row) {
    return sayingOf(site, row, "").equals(sayingOf(site, row, textIn(row, "id")));
  }

  /** What the role of a row says at its place: allow, prohibit, or neither. */
  private static String sayingOf(RandomSite site, Map<String, String> at, String withoutId) {
    Map<String, String> pathOf = new HashMap<>();
    for (Map<String, String> row : site.rows(SiteTable.CONTEXT)) {
      pathOf.put(
          textIn(row, "id"),
          textIn(row, "contextlevel").equals("10") ? "/" + textIn(row, "id") : textIn(row, "path"));
    }
    String path = textIn(pathOf, textIn(at, "contextid"));
    String nearest = "";
    int length = -1;
    for (Map<String, String> row : site.rows(SiteTable.ROLE_CAPABILITIES)) {
      String of = pathOf.getOrDefault(textIn(row, "contextid"), "");
      if (textIn(row, "id").equals(withoutId)
          || of.isEmpty()
          || !textIn(row, "roleid").equals(textIn(at, "roleid"))
          || !textIn(row, "capability").equals(textIn(at, "capability"))
          || !(path + "/").startsWith(of + "/")) {
        continue;
      }
      if (Long.parseLong(textIn(row, "permission")) == Permission.STORED_PROHIBIT) {
        return "prohibit";
      }
      if (of.length() > length) {
        length = of.length();
        nearest = textIn(row, "permission");
      }
    }
    return nearest.equals("1") ? "allow" : "neither";
  }

  private static ImpactTotals totalsWithout(PolicySnapshot snapshot, HygieneFinding finding) {
    Change change =
        finding.kind() == HygieneKind.ASSIGNMENT_IN_MISSING_CONTEXT
            ? new RoleUnassigned(
                finding.rowId(),
                finding.roleId(),
                finding.contextId(),
                finding.userId(),
                "",
                0,
                0,
                0)
            : new PermissionRemoved(
                finding.rowId(),
                finding.contextId(),
                finding.roleId(),
                finding.capability(),
                finding.permission());
    SnapshotEditor editor = SnapshotEditor.of(snapshot);
    Changes.apply(change, editor);
    PolicySnapshot after = editor.build(snapshot.revision().next(), Instant.EPOCH);
    return SnapshotComparison.of(new Edit(snapshot, after, List.of(change)), () -> false).totals();
  }
}
