package dev.beadle.server.search.roles;

import static dev.beadle.server.testing.RecordedRows.ids;
import static dev.beadle.server.testing.RecordedRows.number;
import static dev.beadle.server.testing.RecordedRows.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.roles.EffectivePermissions.EffectivePermission;
import dev.beadle.server.search.roles.ManageableRoles.Asker;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.RecordedRows;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lists of roles that a real Moodle gave, asked again: not one may differ (§10, §15). */
final class RecordedRoleListsTest {
  private static final long NOTHING = Long.MIN_VALUE;

  private final ManageableRoles manageable = new ManageableRoles(new DecisionPoint(new Resolver()));

  /** §10: needed and forbidden roles. */
  @ParameterizedTest
  @CsvSource({"tiny, 1588", "random, 2981", "medium, 641", "quirks, 2059"})
  void decidingRoles_everyRecordedRow_differsNowhere(String dataset, int rows) {
    PolicySnapshot site = Oracle.load(dataset).snapshot();
    int read =
        RecordedRows.forEach(
            dataset,
            "get_roles_with_cap_in_context",
            List.of("contextid", "capability", "needed", "forbidden"),
            row -> {
              DecidingRoles roles =
                  DecidingRoles.of(site, contextOf(site, row), capabilityOf(site, row));
              assertThat(idsOf(site, roles.needed())).as("%s", row).isEqualTo(ids(row, "needed"));
              assertThat(idsOf(site, roles.forbidden()))
                  .as("%s", row)
                  .isEqualTo(ids(row, "forbidden"));
            });
    assertThat(read).isEqualTo(rows);
  }

  /** §10: roles with a row. */
  @ParameterizedTest
  @CsvSource({"tiny, 1268", "random, 1233", "medium, 1273", "quirks, 1257"})
  void rolesWithPermission_everyRecordedRow_differsNowhere(String dataset, int rows) {
    PolicySnapshot site = Oracle.load(dataset).snapshot();
    int read =
        RecordedRows.forEach(
            dataset,
            "get_roles_with_capability",
            List.of("capability", "permission", "contextid", "roleids"),
            row -> {
              String permission = text(row, "permission");
              List<Integer> roles =
                  RolesWithPermission.find(
                      site,
                      capabilityOf(site, row),
                      permission.isEmpty() ? 0 : Long.parseLong(permission),
                      text(row, "contextid").isEmpty() ? ContextTree.ABSENT : contextOf(site, row));
              assertThat(idsOf(site, roles)).as("%s", row).isEqualTo(ids(row, "roleids"));
            });
    assertThat(read).isEqualTo(rows);
  }

  /** §10: what a role says; Moodle leaves open which of several nested categories it tells. */
  @ParameterizedTest
  @CsvSource({"tiny, 1251, 1", "random, 1233, 5", "medium, 1250, 0", "quirks, 1245, 1"})
  void effectivePermissions_everyRecordedRow_differsNowhere(String dataset, int rows, int several) {
    PolicySnapshot site = Oracle.load(dataset).snapshot();
    int[] ambiguous = {0};
    int read =
        RecordedRows.forEach(
            dataset,
            "role_context_capabilities",
            List.of("roleid", "contextid", "capability", "permission"),
            row -> {
              int role = site.roles().find(number(row, "roleid"));
              int context = contextOf(site, row);
              int capability = capabilityOf(site, row);
              String recorded = text(row, "permission");
              List<Long> possible =
                  role < 0
                      ? List.of()
                      : EffectivePermissions.possible(site, role, context, capability);
              assertThat(possible).as("%s", row).hasSizeLessThanOrEqualTo(2);
              if (recorded.isEmpty()) {
                assertThat(possible).as("%s", row).isEmpty();
              } else {
                assertThat(possible).as("%s", row).contains(Long.valueOf(recorded));
              }
              assertThat(found(site, role, context, capability))
                  .as("%s", row)
                  .isIn(possible.isEmpty() ? List.of(NOTHING) : possible);
              ambiguous[0] += possible.size() > 1 ? 1 : 0;
            });
    assertThat(ambiguous[0]).isEqualTo(several);
    assertThat(read).isEqualTo(rows);
  }

  /** §8, §10: what a user may do with roles; he is the current user. */
  @ParameterizedTest
  @CsvSource({"tiny, 998", "random, 1574", "medium, 1574"})
  void manageableRoles_everyRecordedRow_differsNowhere(String dataset, int rows) {
    PolicySnapshot site = Oracle.load(dataset).snapshot();
    Environment current = Environment.builder(site).currentUser().build();
    int read =
        RecordedRows.forEach(
            dataset,
            "assignable_overridable_switchable",
            List.of(
                "userid",
                "contextid",
                "assignable",
                "overridable",
                "overridemode",
                "switchable",
                "viewable"),
            row -> {
              long userId = number(row, "userid");
              var asker = new Asker(userId, contextOf(site, row), current);
              assertRoles(site, row, "assignable", manageable.assignable(site, asker));
              assertRoles(site, row, "overridable", manageable.overridable(site, asker));
              assertRoles(site, row, "switchable", manageable.switchable(site, asker));
              assertRoles(
                  site,
                  row,
                  "viewable",
                  ManageableRoles.viewable(site, userId, userId, asker.context()));
              assertThat(manageable.overrideMode(site, asker).word())
                  .as("%s", row)
                  .isEqualTo(text(row, "overridemode"));
            });
    assertThat(read).isEqualTo(rows);
  }

  /** §15: what each context offers for overriding. */
  @Test
  void offeredCapabilities_everyContextOfTiny_differNowhere() throws IOException {
    PolicySnapshot site = Oracle.load("tiny").snapshot();
    JsonObject recorded = json("tiny", "context_get_capabilities.json.gz").getAsJsonObject();
    assertThat(recorded.size()).isEqualTo(69);
    // A context that was made when it was first asked for, after the tables were exported.
    recorded.remove("70");
    for (Map.Entry<String, JsonElement> entry : recorded.entrySet()) {
      int context = site.contexts().find(Long.parseLong(entry.getKey()));
      List<String> expected = new ArrayList<>();
      entry.getValue().getAsJsonArray().forEach(name -> expected.add(name.getAsString()));
      List<String> offered =
          OfferedCapabilities.of(site, context).stream().map(site.capabilities()::nameOf).toList();
      assertThat(offered).as("context %s", entry.getKey()).hasSameElementsAs(expected);
      assertThat(offered).isSorted().doesNotHaveDuplicates();
    }
  }

  private static long found(PolicySnapshot site, int role, int context, int capability) {
    if (role < 0) {
      return NOTHING;
    }
    return EffectivePermissions.of(site, role, context).stream()
        .filter(one -> one.capability() == capability)
        .mapToLong(EffectivePermission::permission)
        .findFirst()
        .orElse(NOTHING);
  }

  private static void assertRoles(
      PolicySnapshot site, Map<String, String> row, String column, List<Integer> roles) {
    // The files have them by id; the site's order is told by other tests.
    assertThat(idsOf(site, roles).stream().sorted().toList())
        .as("%s of %s", column, row)
        .isEqualTo(ids(row, column));
  }

  private static List<Long> idsOf(PolicySnapshot site, List<Integer> roles) {
    return roles.stream().map(site.roles()::idOf).toList();
  }

  private static int contextOf(PolicySnapshot site, Map<String, String> row) {
    int context = site.contexts().find(number(row, "contextid"));
    assertThat(context).as("%s", row).isNotEqualTo(ContextTree.ABSENT);
    return context;
  }

  private static int capabilityOf(PolicySnapshot site, Map<String, String> row) {
    return site.capabilities().find(text(row, "capability"));
  }

  private static JsonElement json(String dataset, String file) throws IOException {
    try (InputStream in =
            Files.newInputStream(Oracle.dataset(dataset).resolve("decisions").resolve(file));
        Reader text = new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(text);
    }
  }
}
