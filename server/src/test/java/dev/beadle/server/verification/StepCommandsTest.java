package dev.beadle.server.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.beadle.server.admin.AdminCommand;
import dev.beadle.server.admin.AdminPlanner;
import dev.beadle.server.admin.StandardDefinitions;
import dev.beadle.server.change.Change;
import dev.beadle.server.change.Changes;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.CsvTables;
import dev.beadle.server.testing.Oracle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Calls of a real Moodle, as commands: they change what Moodle changed. */
final class StepCommandsTest {
  /**
   * The tables whose ids nothing refers to: there a new row may have another id than in Moodle,
   * whose sequences also count what failed and what was undone.
   */
  private static final Set<SiteTable> UNREFERRED =
      Set.of(SiteTable.ROLE_CAPABILITIES, SiteTable.CAPABILITIES);

  private final StandardDefinitions standard = StandardDefinitions.standard();
  private final StepCommands commands = new StepCommands(standard);
  private final AdminPlanner planner = new AdminPlanner(standard, AdminPlanner.MOST_CHANGES);
  private final List<String> differences = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private final Map<Outcome, List<Integer>> outcomes = new LinkedHashMap<>();

  /** §2, §11: after each of the recorded calls, the site is what Moodle made of it. */
  @Test
  void plan_recordedStep_changesWhatMoodleChanged() {
    PolicySnapshot site = Oracle.load("mutations").snapshot();
    try (var steps = JsonLines.open(Oracle.dataset("mutations").resolve("steps.jsonl.gz"))) {
      for (JsonObject step = steps.findNext(); step != null; step = steps.findNext()) {
        PolicySnapshot recorded = recorded(site, step);
        compare(step, site, recorded);
        site = recorded;
      }
    }
    assertThat(differences).isEmpty();
    assertThat(steps(Outcome.SAME)).hasSize(482);
    // The recording found nothing to delete or to move, and wrote no arguments.
    assertThat(steps(Outcome.NOTHING_ASKED)).containsExactly(7, 21, 201, 216, 237);
    // Moodle answers false where a command is refused; neither changes anything.
    assertThat(steps(Outcome.REFUSED)).hasSize(13);
    assertThat(refusals)
        .allMatch(text -> text.matches("commands.0.: user_id: `\\d+`: .* not enrolled in .*"));
    assertThat(steps(Outcome.OTHER_IDS)).isEmpty();
    for (SiteTable table : SiteTable.values()) {
      assertThat(rows(site, table)).isEqualTo(rows(afterAll(), table));
    }
  }

  /** How a step came out. */
  private enum Outcome {
    SAME,
    NOTHING_ASKED,
    REFUSED,
    OTHER_IDS
  }

  private List<Integer> steps(Outcome outcome) {
    return outcomes.getOrDefault(outcome, List.of());
  }

  private static PolicySnapshot afterAll() {
    try (var tables = CsvTables.in(Oracle.dataset("mutations").resolve("csv_after"))) {
      return Oracle.loader().load(tables, Oracle.REVISION).snapshot();
    }
  }

  private void compare(JsonObject step, PolicySnapshot before, PolicySnapshot recorded) {
    String name = step.get("step") + " " + step.get("op") + " " + step.get("args");
    PolicySnapshot prepared = before;
    if (StepCommands.keepsPermissions(step)) {
      prepared = withoutCapability(before, step.getAsJsonObject("args").get("0").getAsString());
    }
    PolicySnapshot planned = prepared;
    Outcome outcome = Outcome.SAME;
    List<AdminCommand> ofStep = commands.of(step);
    try {
      planned = apply(prepared, planner.plan(prepared, ofStep));
    } catch (RefusedChangeException refused) {
      refusals.add(String.valueOf(refused.getMessage()));
      outcome = Outcome.REFUSED;
    }
    String difference = difference(before, planned, recorded);
    if (difference.equals("ids")) {
      outcome = Outcome.OTHER_IDS;
    } else if (!difference.isEmpty()) {
      differences.add(name + "\n" + difference);
    }
    outcomes
        .computeIfAbsent(ofStep.isEmpty() ? Outcome.NOTHING_ASKED : outcome, _ -> new ArrayList<>())
        .add(step.get("step").getAsInt());
  }

  /** Empty when both are the same, {@code ids} when only ids differ that nothing refers to. */
  private static String difference(
      PolicySnapshot before, PolicySnapshot planned, PolicySnapshot recorded) {
    var text = new StringBuilder();
    boolean isExact = true;
    for (SiteTable table : SiteTable.values()) {
      Set<TableRow> ours = rows(planned, table);
      Set<TableRow> theirs = rows(recorded, table);
      if (ours.equals(theirs)) {
        continue;
      }
      isExact = false;
      Set<TableRow> old = rows(before, table);
      if (!UNREFERRED.contains(table)
          || !withoutNewIds(ours, old).equals(withoutNewIds(theirs, old))) {
        text.append(only("ours ", ours, theirs)).append(only("Moodle's ", theirs, ours));
      }
    }
    return text.isEmpty() && !isExact ? "ids" : text.toString();
  }

  private static String only(String whose, Set<TableRow> these, Set<TableRow> others) {
    Set<TableRow> rest = new HashSet<>(these);
    rest.removeAll(others);
    var text = new StringBuilder();
    rest.stream().limit(5).forEach(row -> text.append(whose).append(row).append('\n'));
    return text.toString();
  }

  private static Map<TableRow, Integer> withoutNewIds(Set<TableRow> rows, Set<TableRow> old) {
    Map<TableRow, Integer> counted = new LinkedHashMap<>();
    for (TableRow row : rows) {
      counted.merge(old.contains(row) ? row : row.with("id", -1), 1, Integer::sum);
    }
    return counted;
  }

  private static Set<TableRow> rows(PolicySnapshot site, SiteTable table) {
    Set<TableRow> rows = new HashSet<>();
    FactCursor cursor = SnapshotRows.of(site, table);
    while (cursor.next()) {
      TableRow row = TableRow.copyOf(table, cursor);
      // Moodle's export has no names of categories.
      row = table == SiteTable.COURSE_CATEGORIES ? row.with("name", "") : row;
      rows.add(TableRow.of(table, row.values().toArray()));
    }
    return rows;
  }

  private static PolicySnapshot withoutCapability(PolicySnapshot site, String name) {
    long id = site.capabilities().rowOf(site.capabilities().find(name)).id();
    return apply(site, List.of(new Change.CapabilityRemoved(id, name)));
  }

  private static PolicySnapshot apply(PolicySnapshot site, List<Change> changes) {
    SnapshotEditor editor = SnapshotEditor.of(site);
    changes.forEach(change -> Changes.apply(change, editor));
    return editor.build(site.revision(), site.readAt());
  }

  private static PolicySnapshot recorded(PolicySnapshot site, JsonObject step) {
    SnapshotEditor editor = SnapshotEditor.of(site);
    List<TableRow> saved = new ArrayList<>();
    for (JsonElement element : step.getAsJsonArray("changes")) {
      JsonObject change = element.getAsJsonObject();
      SiteTable table =
          SiteTable.valueOf(change.get("table").getAsString().toUpperCase(Locale.ROOT));
      TableRow row = row(table, change.getAsJsonObject("row"));
      if (change.get("op").getAsString().equals("delete")) {
        editor.remove(row);
      } else {
        saved.add(row);
      }
    }
    // The recording has no order of its own; a row that replaces another comes after it.
    saved.forEach(editor::put);
    return editor.build(site.revision(), site.readAt());
  }

  private static TableRow row(SiteTable table, JsonObject recorded) {
    List<Object> values = new ArrayList<>();
    for (Column column : table.columns()) {
      JsonElement value = recorded.get(column.name());
      String text = value == null || value.isJsonNull() ? "" : value.getAsString();
      values.add(
          switch (column.kind()) {
            case TEXT, OPTIONAL_TEXT -> text;
            case PRESENCE -> text.isEmpty() ? 0L : 1L;
            case KEY, NUMBER, OPTIONAL_NUMBER -> text.isEmpty() ? 0L : Long.parseLong(text);
          });
    }
    return new TableRow(table, values);
  }
}
