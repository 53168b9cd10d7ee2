package dev.beadle.server.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.CsvTables;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.MemoryTables;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.SnapshotFacts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The law "incremental == reload" over what 500 calls of a real Moodle changed. */
class StepEditsTest {
  private static final Path MUTATIONS = Oracle.dataset("mutations");

  /** House, laws: after each step, what was edited in place says what a reload says. */
  @Test
  void build_afterEachRecordedStep_equalsAReload() {
    var loader = new SiteLoader(List.of(), Oracle.CLOCK, LoadProgress.SILENT);
    MemoryTables rows = MemoryTables.copyOf(CsvTables.in(MUTATIONS.resolve("csv_before")));
    PolicySnapshot edited = loader.load(rows, Oracle.REVISION).snapshot();
    int steps = 0;
    try (JsonLines lines = JsonLines.open(MUTATIONS.resolve("steps.jsonl.gz"))) {
      for (JsonObject step = lines.findNext(); step != null; step = lines.findNext()) {
        JsonElement changes = step.get("changes");
        edited = edit(edited, changes);
        RowChanges.apply(changes, rows, lines.where());
        PolicySnapshot reloaded = loader.load(rows, Oracle.REVISION).snapshot();
        SnapshotFacts.assertSame(edited, reloaded, lines.where());
        steps++;
      }
    }
    assertThat(steps).isEqualTo(500);
  }

  private static PolicySnapshot edit(PolicySnapshot base, JsonElement changes) {
    SnapshotEditor editor = SnapshotEditor.of(base);
    for (JsonElement element : changes.getAsJsonArray()) {
      JsonObject change = element.getAsJsonObject();
      TableRow row = findRow(change);
      if (row == null) {
        continue;
      }
      if (change.get("op").getAsString().equals("delete")) {
        editor.remove(row);
      } else {
        editor.put(row);
      }
    }
    return editor.build(Oracle.REVISION, Instant.EPOCH);
  }

  private static @Nullable TableRow findRow(JsonObject change) {
    for (SiteTable table : SiteTable.values()) {
      if (table.tableName().equals(change.get("table").getAsString())) {
        JsonObject row = change.getAsJsonObject("row");
        Object[] values = table.columns().stream().map(column -> valueOf(column, row)).toArray();
        return TableRow.of(table, values);
      }
    }
    return null;
  }

  private static Object valueOf(Column column, JsonObject row) {
    JsonElement value = row.get(column.name());
    String text = value == null || value.isJsonNull() ? "" : value.getAsString();
    return switch (column.kind()) {
      case TEXT, OPTIONAL_TEXT -> text;
      case PRESENCE -> text.isEmpty() ? 0L : 1L;
      case KEY, NUMBER, OPTIONAL_NUMBER -> text.isEmpty() ? (Object) 0L : Long.valueOf(text);
    };
  }
}
