package dev.beadle.server.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.beadle.server.cache.CachedResolutions;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.Oddity;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.MemoryTables;
import dev.beadle.server.testing.Oracle;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Law 1: the same answer as Moodle. Two million recorded decisions of a real Moodle, asked again,
 * without a single difference.
 */
final class OracleTest {
  private static final long CACHE_BYTES = 16 << 20;
  private static final int QUESTIONS_AT_ONCE = 1000;

  /** Enrolments end long before, or begin and end long after. */
  private static final InstantSource RECORDED_AT =
      InstantSource.fixed(Instant.parse("2026-11-20T08:00:00Z"));

  private final Engine engine =
      new Engine(
          new DecisionPoint(new CachedResolutions(new Resolver(), CACHE_BYTES)), RECORDED_AT);

  /** §2 to §8: every decision of every dataset; the number of rows shows that all were read. */
  @ParameterizedTest
  @CsvSource({
    "tiny, has_capability, 847147",
    "tiny, has_capability_variants, 82581",
    "tiny, login_as, 3412",
    "tiny, role_switch, 18396",
    "random, has_capability, 565501",
    "random, login_as, 7748",
    "random, role_switch, 27102",
    "medium, has_capability, 166727",
    "medium, login_as, 7557",
    "medium, role_switch, 20105",
    "quirks, has_capability, 135060",
    "quirks, has_capability_variants, 82723"
  })
  void verify_recordedDecisions_noDifference(String dataset, String kind, long rows) {
    MemoryTables tables = Oracle.rows(dataset);
    var answerer = new EngineAnswerer(new Variants(tables, Oracle::snapshotOf), engine);
    assertNoDifference(verify(answerer, decisions(dataset, kind)), kind, rows);
  }

  /**
   * §8 to §10, §13 to §15, §17: every list, enrolment, group and report of every dataset. Of one
   * file a row asks about a context that came into being while it was recorded; it is noted.
   */
  @ParameterizedTest
  @CsvSource({
    "tiny, assignable_overridable_switchable, 998",
    "tiny, can_access_course, 547",
    "tiny, context_get_capabilities, 68",
    "tiny, get_enrolled_users, 82",
    "tiny, get_roles_with_cap_in_context, 1588",
    "tiny, get_roles_with_capability, 1268",
    "tiny, get_user_capability_contexts, 794",
    "tiny, get_users_by_capability, 1971",
    "tiny, groups_allowed, 532",
    "tiny, groups_get_all_groups, 985",
    "tiny, groups_is_member, 451",
    "tiny, groups_user_groups_visible, 657",
    "tiny, groups_visible, 3284",
    "tiny, is_enrolled, 1563",
    "tiny, is_viewing_is_guest, 780",
    "tiny, report_security, 6",
    "tiny, role_context_capabilities, 1251",
    "tiny, tool_capability, 487",
    "random, assignable_overridable_switchable, 1574",
    "random, can_access_course, 13114",
    "random, get_enrolled_users, 619",
    "random, get_roles_with_cap_in_context, 2981",
    "random, get_roles_with_capability, 1233",
    "random, get_user_capability_contexts, 2970",
    "random, get_users_by_capability, 3004",
    "random, groups_allowed, 3376",
    "random, groups_get_all_groups, 6943",
    "random, groups_is_member, 2866",
    "random, groups_user_groups_visible, 4016",
    "random, groups_visible, 20145",
    "random, is_enrolled, 12490",
    "random, is_viewing_is_guest, 6226",
    "random, report_security, 6",
    "random, role_context_capabilities, 1233",
    "random, tool_capability, 2889",
    "medium, assignable_overridable_switchable, 1574",
    "medium, can_access_course, 15946",
    "medium, get_enrolled_users, 612",
    "medium, get_roles_with_cap_in_context, 641",
    "medium, get_roles_with_capability, 1273",
    "medium, get_user_capability_contexts, 726",
    "medium, get_users_by_capability, 491",
    "medium, groups_allowed, 1466",
    "medium, groups_get_all_groups, 928",
    "medium, groups_is_member, 1121",
    "medium, groups_user_groups_visible, 1666",
    "medium, groups_visible, 10070",
    "medium, is_enrolled, 15001",
    "medium, is_viewing_is_guest, 7578",
    "medium, report_security, 6",
    "medium, role_context_capabilities, 1250",
    "medium, tool_capability, 468",
    "quirks, get_roles_with_cap_in_context, 2059",
    "quirks, get_roles_with_capability, 1257",
    "quirks, get_user_capability_contexts, 877",
    "quirks, get_users_by_capability, 2071",
    "quirks, report_security, 6",
    "quirks, role_context_capabilities, 1245",
    "quirks, tool_capability, 660"
  })
  void verify_recordedLists_noDifference(String dataset, String kind, long rows) {
    PolicySnapshot site = Oracle.load(dataset).snapshot();
    VerificationReport report =
        verify(new EngineAnswerer(_ -> site, engine), decisionFile(dataset, kind));
    assertNoDifference(report, kind, rows);
    assertThat(report.notes()).hasSize(kind.equals("context_get_capabilities") ? 1 : 0);
  }

  /** §12: after each of five hundred real changes the site, loaded anew, answers as Moodle did. */
  @ParameterizedTest
  @CsvSource({"has_capability_by_step, 29942", "get_users_by_capability_by_step, 764"})
  void verify_recordedSteps_noDifference(String kind, long rows) {
    Path steps = Oracle.dataset("mutations").resolve("steps.jsonl.gz");
    try (var replay = new StepReplay(steps, Oracle.rows("mutations"), Oracle::snapshotOf)) {
      var answerer = new EngineAnswerer(replay, engine);
      assertNoDifference(verify(answerer, decisions("mutations", kind)), kind, rows);
    }
  }

  /** §6: Moodle's own unit tests of has_capability, replayed change by change and call by call. */
  @Test
  void replay_recordedUnitTests_noDifference() {
    var replay = new TraceReplay(Oracle.rows("stock"), Oracle::snapshotOf, engine, Oracle.CLOCK);
    VerificationReport report =
        replay.replay(Oracle.unitTests().resolve("accesslib_has_capability_test.jsonl.gz"));
    assertNoDifference(report, "accesslib_has_capability_test", 2264);
    assertThat(report.notes()).isEmpty();
  }

  /** No recorded file is left out of the lists above, and each is of a known kind. */
  @ParameterizedTest
  @CsvSource({"tiny, 22", "random, 20", "medium, 20", "quirks, 9", "mutations, 2"})
  void decisionFiles_everyDataset_areAllVerified(String dataset, int files) throws Exception {
    Set<String> verified = new TreeSet<>();
    for (Method method : OracleTest.class.getDeclaredMethods()) {
      CsvSource source = method.getAnnotation(CsvSource.class);
      if (source != null && method.getName().startsWith("verify_recorded")) {
        for (String row : source.value()) {
          List<String> columns = List.of(row.split(", ", -1));
          boolean isOfSteps = columns.size() == 2;
          if (isOfSteps ? dataset.equals("mutations") : columns.getFirst().equals(dataset)) {
            verified.add(columns.get(columns.size() - 2));
          }
        }
      }
    }
    assertThat(Oracle.decisionFiles(dataset))
        .hasSize(files)
        .extracting(file -> DecisionKind.of(file).baseName())
        .containsExactlyInAnyOrderElementsOf(verified);
  }

  /** House, "odd rows": those of the damaged site are counted, each by its kind. */
  @Test
  void load_quirks_countsEveryOddRow() {
    assertThat(Oracle.load("quirks").report().oddities())
        .containsExactly(
            entry(Oddity.CONTEXT_WITHOUT_PATH, 1L),
            entry(Oddity.CONTEXT_DEPTH_ZERO, 1L),
            entry(Oddity.PERMISSION_IRREGULAR, 227L),
            entry(Oddity.PERMISSION_OF_UNKNOWN_CAPABILITY, 40L),
            entry(Oddity.PERMISSION_IN_MISSING_CONTEXT, 8L),
            entry(Oddity.PERMISSION_OF_MISSING_ROLE, 2L),
            entry(Oddity.CAPABILITY_TYPE_IRREGULAR, 4L),
            entry(Oddity.ASSIGNMENT_IN_MISSING_CONTEXT, 1L),
            entry(Oddity.ASSIGNMENT_OF_MISSING_ROLE, 1L),
            entry(Oddity.ASSIGNMENT_OF_MISSING_USER, 1L),
            entry(Oddity.ASSIGNMENT_OF_DELETED_USER, 1L),
            entry(Oddity.ASSIGNMENT_OF_GUEST, 1L),
            entry(Oddity.ADMIN_MISSING, 1L),
            entry(Oddity.ADMIN_DELETED, 1L),
            entry(Oddity.ADMIN_IS_GUEST, 1L));
  }

  /** §3: a site fresh from Moodle has one oddity, core's own capability of the type READ. */
  @ParameterizedTest
  @ValueSource(strings = {"stock", "medium"})
  void load_cleanSites_haveOnlyCoresOwnOddity(String dataset) {
    assertThat(Oracle.load(dataset).report().oddities())
        .containsExactly(entry(Oddity.CAPABILITY_TYPE_IRREGULAR, 1L));
  }

  /** A wrong answer is seen: with one setting changed there are differences, and each explained. */
  @ParameterizedTest
  @CsvSource({"defaultuserroleid, 0", "siteadmins, ''", "contextlocking, 0", "forcelogin, 1"})
  void verify_siteWithAnotherSetting_showsTheDifferences(String setting, String value) {
    MemoryTables tables = Oracle.rows("tiny");
    Map<String, String> row = Map.of("name", setting, "value", value);
    tables.put(SiteTable.CONFIG, row::get);
    PolicySnapshot wrong = Oracle.snapshotOf(tables);
    VerificationReport report =
        verify(new EngineAnswerer(_ -> wrong, engine), decisions("tiny", "has_capability"));
    assertThat(report.rows()).isEqualTo(847147);
    assertThat(report.differences()).isPositive();
    assertThat(report.firstDifferences())
        .hasSizeBetween(1, 20)
        .allMatch(text -> text.startsWith("line "))
        .allMatch(text -> text.contains("Moodle: ") && text.contains("Beadle: "))
        .allMatch(text -> text.contains(", because "));
  }

  /** A file whatever its ending. */
  private static Path decisionFile(String dataset, String kind) {
    return Oracle.decisionFiles(dataset).stream()
        .filter(file -> DecisionKind.of(file).baseName().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static Path decisions(String dataset, String kind) {
    return Oracle.dataset(dataset).resolve("decisions").resolve(kind + ".csv.gz");
  }

  private static VerificationReport verify(Answerer answerer, Path file) {
    return new Verifier(answerer, QUESTIONS_AT_ONCE, Oracle.CLOCK).verify(file);
  }

  private static void assertNoDifference(VerificationReport report, String name, long rows) {
    assertThat(report.firstDifferences()).isEqualTo(List.of());
    assertThat(report.differences()).isZero();
    assertThat(report.name()).isEqualTo(name);
    assertThat(report.rows()).isEqualTo(rows);
  }
}
