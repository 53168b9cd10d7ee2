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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

  private final Engine engine =
      new Engine(
          new DecisionPoint(new CachedResolutions(new Resolver(), CACHE_BYTES)), Oracle.CLOCK);

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

  /** §12: after each of five hundred real changes the site, loaded anew, answers as Moodle did. */
  @Test
  void verify_recordedSteps_noDifference() {
    Path steps = Oracle.dataset("mutations").resolve("steps.jsonl.gz");
    try (var replay = new StepReplay(steps, Oracle.rows("mutations"), Oracle::snapshotOf)) {
      var answerer = new EngineAnswerer(replay, engine);
      assertNoDifference(
          verify(answerer, decisions("mutations", "has_capability_by_step")),
          "has_capability_by_step",
          29942);
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

  /** No recorded file is left out of the list above. */
  @ParameterizedTest
  @CsvSource({"tiny, 22", "random, 20", "medium, 20", "quirks, 9", "mutations, 2"})
  void decisionFiles_everyDataset_areAllVerified(String dataset, int files) {
    assertThat(Oracle.decisionFiles(dataset)).hasSize(files);
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
