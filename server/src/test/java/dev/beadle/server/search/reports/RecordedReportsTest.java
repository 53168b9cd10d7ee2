package dev.beadle.server.search.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.testing.Oracle;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** §15: the reports that were recorded of real sites. */
final class RecordedReportsTest {
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium", "quirks"})
  void securityOverview_recordedSite_isTheRecordedOne(String dataset) throws IOException {
    JsonObject recorded = read(dataset, "report_security.json");
    PolicySnapshot snapshot = Oracle.load(dataset).snapshot();
    assertThat(recorded.keySet()).hasSize(SecurityCheck.values().length);
    for (SecurityResult result : SecurityOverview.of(snapshot, Checkpoint.NONE)) {
      JsonObject expected = recorded.getAsJsonObject(result.check().moodleName());
      assertThat(result.status().name().toLowerCase(Locale.ROOT))
          .isEqualTo(expected.get("status").getAsString());
      if (expected.has("roleid")) {
        assertThat(result.roleId()).isEqualTo(expected.get("roleid").getAsLong());
      }
      List<SecurityFinding> findings =
          SecurityOverview.findingsOf(snapshot, result.check(), Checkpoint.NONE);
      assertThat(textOf(result.check(), findings)).isEqualTo(textOf(expected));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "random", "medium", "quirks"})
  void capabilityOverview_recordedSite_isTheRecordedOne(String dataset) throws IOException {
    JsonObject recorded = read(dataset, "tool_capability.json.gz");
    PolicySnapshot snapshot = Oracle.load(dataset).snapshot();
    assertThat(recorded.keySet()).isNotEmpty();
    for (Map.Entry<String, JsonElement> entry : recorded.entrySet()) {
      Map<Long, CapabilityOverview.Node> expected = new TreeMap<>();
      entry
          .getValue()
          .getAsJsonObject()
          .asMap()
          .forEach((id, node) ->
              expected.put(Long.parseLong(id), nodeOf(Long.parseLong(id), node.getAsJsonObject())));
      Map<Long, CapabilityOverview.Node> nodes = new TreeMap<>();
      CapabilityOverview.of(snapshot, entry.getKey(), Set.of(), Checkpoint.NONE)
          .forEach(node -> nodes.put(node.contextId(), node));
      assertThat(nodes).as(entry.getKey()).isEqualTo(expected);
    }
  }

  private static CapabilityOverview.Node nodeOf(long id, JsonObject node) {
    List<Long> children = new ArrayList<>();
    node.getAsJsonArray("children").forEach(child -> children.add(child.getAsLong()));
    Map<Long, Long> permissions = new TreeMap<>();
    // An empty one is written as a list.
    if (node.get("rolecapabilities").isJsonObject()) {
      node.getAsJsonObject("rolecapabilities")
          .asMap()
          .forEach((role, stored) -> permissions.put(Long.parseLong(role), stored.getAsLong()));
    }
    return new CapabilityOverview.Node(id, children, permissions);
  }

  /** The rows behind a check, in their order, as the recorded lists have them. */
  private static List<String> textOf(SecurityCheck check, List<SecurityFinding> findings) {
    return findings.stream()
        .map(row ->
            switch (check) {
              case DEFAULT_USER_ROLE, GUEST_ROLE, FRONT_PAGE_ROLE ->
                  "[" + row.contextId() + ",\"" + row.capability() + "\"]";
              case ADMINISTRATORS -> "";
              case XSS -> Long.toString(row.userId());
              case BACKUP ->
                  row.userId() == 0
                      ? Long.toString(row.roleId())
                      : "[" + row.userId() + "," + row.contextId() + "," + row.roleId() + "]";
            })
        .filter(text -> !text.isEmpty())
        .toList();
  }

  private static List<String> textOf(JsonObject expected) {
    List<String> rows = new ArrayList<>();
    for (String list : List.of("riskyallows", "userids", "systemroleids", "overrides", "users")) {
      JsonArray recorded = expected.getAsJsonArray(list);
      if (recorded != null) {
        recorded.forEach(row -> rows.add(row.toString()));
      }
    }
    return rows;
  }

  private static JsonObject read(String dataset, String name) throws IOException {
    Path file = Oracle.dataset(dataset).resolve("decisions").resolve(name);
    try (InputStream bytes = Files.newInputStream(file);
        var text =
            new InputStreamReader(
                name.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes,
                StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(text).getAsJsonObject();
    }
  }
}
