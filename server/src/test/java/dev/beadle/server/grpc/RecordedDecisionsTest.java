package dev.beadle.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.BeadleClient;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.verification.Answerer;
import dev.beadle.server.verification.RecordedDecision;
import dev.beadle.server.verification.RemoteAnswerer;
import dev.beadle.server.verification.Variants;
import dev.beadle.server.verification.VerificationReport;
import dev.beadle.server.verification.Verifier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers of a real Moodle, asked again of a running server: not one may differ. */
@TestInstance(Lifecycle.PER_CLASS)
final class RecordedDecisionsTest {
  private static final int QUESTIONS_AT_ONCE = 10_000;
  private static final Duration MOST_FOR_TINY = Duration.ofSeconds(15);

  private final Map<String, ServedSite> sites = new LinkedHashMap<>();

  @BeforeAll
  void serve() {
    for (String dataset : List.of("tiny", "random", "medium", "quirks")) {
      sites.put(dataset, ServedSite.of(Oracle.load(dataset)));
    }
  }

  @AfterAll
  void stop() {
    sites.values().forEach(ServedSite::close);
  }

  /** All 847,147 answers of the smallest site: every user, capability and context. */
  @Test
  void hasCapability_everyQuestionOfTiny_differsNowhere() {
    VerificationReport report = verify("tiny", "has_capability");
    assertThat(report.rows()).isEqualTo(847_147);
    assertThat(report.duration()).isLessThan(MOST_FOR_TINY);
  }

  /** The other recorded files, with the rows that each is known to have. */
  @ParameterizedTest
  @CsvSource({
    "tiny, role_switch, 18396",
    "tiny, login_as, 3412",
    "random, has_capability, 565501",
    "random, role_switch, 27102",
    "random, login_as, 7748",
    "medium, has_capability, 166727",
    "medium, role_switch, 20105",
    "medium, login_as, 7557",
    "quirks, has_capability, 135060"
  })
  void verify_recordedFile_differsNowhere(String dataset, String file, long rows) {
    assertThat(verify(dataset, file).rows()).isEqualTo(rows);
  }

  /** Settings that differ from the site's: each variant served by a server of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "quirks"})
  void hasCapability_everyVariant_differsNowhere(String dataset) {
    var variants = new Variants(Oracle.rows(dataset), Oracle::snapshotOf);
    try (var answerer = new AnswererOfVariants(variants)) {
      VerificationReport report = verify(answerer, file(dataset, "has_capability_variants"));
      assertThat(report.rows()).isGreaterThan(82_000);
      assertThat(answerer.served).isEqualTo(11);
    }
  }

  private VerificationReport verify(String dataset, String name) {
    ServedSite served = sites.get(dataset);
    assertThat(served).isNotNull();
    try (BeadleClient client = served.connect()) {
      return verify(new RemoteAnswerer(client), file(dataset, name));
    }
  }

  private static VerificationReport verify(Answerer answerer, Path file) {
    VerificationReport report =
        new Verifier(answerer, QUESTIONS_AT_ONCE, InstantSource.system()).verify(file);
    assertThat(report.differences()).as("%s", report.firstDifferences()).isZero();
    return report;
  }

  private static Path file(String dataset, String name) {
    return Oracle.dataset(dataset).resolve("decisions").resolve(name + ".csv.gz");
  }

  /** Starts another server whenever the variant changes. */
  private static final class AnswererOfVariants implements Answerer, AutoCloseable {
    private final Variants variants;
    private String variant = "";
    private ServedSite site;
    private BeadleClient client;
    private int served;

    AnswererOfVariants(Variants variants) {
      this.variants = variants;
      this.site = ServedSite.of(variants.apply(variant));
      this.client = site.connect();
    }

    @Override
    public List<String> answer(List<RecordedDecision> questions) {
      if (!questions.getFirst().group().equals(variant)) {
        close();
        variant = questions.getFirst().group();
        site = ServedSite.of(variants.apply(variant));
        client = site.connect();
        served++;
      }
      return new RemoteAnswerer(client).answer(questions);
    }

    @Override
    public String explain(RecordedDecision question) {
      return new RemoteAnswerer(client).explain(question);
    }

    @Override
    public void close() {
      client.close();
      site.close();
    }
  }
}
