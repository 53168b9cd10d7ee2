package dev.beadle.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.grpc.ServedSite;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** /metrics: both of Prometheus' text formats, and its rules for names. */
@TestInstance(Lifecycle.PER_CLASS)
final class MetricsTextTest {
  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)"
              + "(?:\\{((?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\",?)*)})?"
              + " (NaN|[+-]Inf|[-+0-9.eE]+)(?: [0-9.]+)?");

  private ServedSite served;

  @BeforeAll
  void serve() {
    served = ServedSite.demo();
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** A family of samples, as its comment lines declare it. */
  private record Family(String name, String type, boolean hasHelp, List<String> samples) {}

  /** The format is the one that the scraper accepts: text unless OpenMetrics is named. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|text/plain; version=0.0.4; charset=utf-8",
        "*/*|text/plain; version=0.0.4; charset=utf-8",
        "text/plain|text/plain; version=0.0.4; charset=utf-8",
        "application/openmetrics-text|"
            + "application/openmetrics-text; version=1.0.0; charset=utf-8",
        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1|"
            + "application/openmetrics-text; version=1.0.0; charset=utf-8"
      })
  void contentType_accepted_isTheOneAskedFor(String accept, String contentType) {
    HttpResponse<String> response = scrape(accept);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(contentType);
    assertThat(response.body().endsWith("# EOF\n")).isEqualTo(contentType.contains("openmetrics"));
  }

  /** Text: every line is a comment or a sample; each sample's metric has HELP and TYPE. */
  @Test
  void text_everySample_hasHelpAndType() {
    Map<String, Family> families = families(scrape("").body());
    assertThat(families.values())
        .allSatisfy(family -> {
          assertThat(family.hasHelp).as("%s has HELP", family.name).isTrue();
          assertThat(family.type).isIn("counter", "gauge", "histogram", "summary");
          assertThat(family.samples).as(family.name).isNotEmpty().doesNotHaveDuplicates();
        });
    assertThat(families.keySet())
        .contains("beadle_checks_total", "beadle_refusals_total", "beadle_data_age_seconds");
  }

  /** Names: of our own metrics, each is prefixed, in base units, and a counter ends in _total. */
  @Test
  void names_ourMetrics_followTheConventions() {
    families(scrape("").body()).values().stream()
        .filter(family -> family.name.startsWith("beadle_"))
        .forEach(family -> {
          assertThat(family.name).matches("beadle_[a-z]+(_[a-z]+)*");
          assertThat(family.name)
              .doesNotContain("millis", "nanos", "kilobyte", "megabyte", "percent");
          assertThat(family.name.endsWith("_total"))
              .as("%s is a %s", family.name, family.type)
              .isEqualTo(family.type.equals("counter"));
          assertThat(family.name)
              .as("suffixes that belong to samples of other types")
              .doesNotEndWith("_count")
              .doesNotEndWith("_sum")
              .doesNotEndWith("_bucket")
              .doesNotEndWith("_info");
        });
  }

  /** Histograms: buckets grow up to +Inf, which is the count. */
  @Test
  void histograms_buckets_growUpToTheCount() {
    Map<String, Double> last = new HashMap<>();
    Map<String, String> lastBound = new HashMap<>();
    Map<String, Double> values = new HashMap<>();
    Pattern bucket = Pattern.compile("(beadle_\\w+)_bucket\\{(.*?),?le=\"([^\"]+)\"}");
    for (String line : scrape("").body().lines().toList()) {
      int space = line.lastIndexOf(' ');
      if (line.startsWith("#") || space < 0) {
        continue;
      }
      String sample = line.substring(0, space);
      double value = Double.parseDouble(line.substring(space + 1));
      values.put(sample, value);
      Matcher matcher = bucket.matcher(sample);
      if (matcher.matches()) {
        String series =
            matcher.group(1)
                + "_count"
                + (matcher.group(2).isEmpty() ? "" : "{" + matcher.group(2) + "}");
        assertThat(value).as(sample).isGreaterThanOrEqualTo(last.getOrDefault(series, 0.0));
        last.put(series, value);
        lastBound.put(series, matcher.group(3));
      }
    }
    assertThat(last).isNotEmpty();
    last.forEach((series, count) -> assertThat(values.get(series)).as(series).isEqualTo(count));
    assertThat(lastBound.values()).containsOnly("+Inf");
  }

  /** OpenMetrics: ends with EOF, families do not interleave, counters are named without _total. */
  @Test
  void openMetrics_everyFamily_isWellFormed() {
    String body = scrape(OPEN_METRICS).body();
    assertThat(body).endsWith("# EOF\n");
    assertThat(body.lines().filter("# EOF"::equals)).hasSize(1);
    Map<String, Family> families = families(body.replace("# EOF\n", ""));
    families
        .values()
        .forEach(family -> {
          assertThat(family.name).doesNotEndWith("_total");
          if (family.type.equals("counter")) {
            assertThat(family.samples)
                .allMatch(sample ->
                    sample.startsWith(family.name + "_total")
                        || sample.startsWith(family.name + "_created"));
          }
        });
    assertThat(families.keySet()).contains("beadle_checks", "beadle_request_duration_seconds");
  }

  /** Both formats tell of the same samples of ours. */
  @Test
  void formats_ourSamples_areTheSame() {
    assertThat(samplesOfOurs(scrape(OPEN_METRICS).body()))
        .containsExactlyInAnyOrderElementsOf(samplesOfOurs(scrape("").body()));
  }

  private static List<String> samplesOfOurs(String body) {
    return body.lines()
        .filter(line -> line.startsWith("beadle_"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .toList();
  }

  /** The families of a body; fails where it is malformed. */
  private static Map<String, Family> families(String body) {
    Map<String, Family> families = new LinkedHashMap<>();
    String helped = "";
    Family current = null;
    for (String line : body.lines().toList()) {
      if (line.startsWith("# HELP ")) {
        String[] parts = line.split(" ", 4);
        assertThat(parts).as(line).hasSize(4);
        assertThat(parts[3]).isNotBlank();
        helped = parts[2];
      } else if (line.startsWith("# TYPE ")) {
        String[] parts = line.split(" ", 4);
        assertThat(parts).as(line).hasSize(4);
        assertThat(families).as("declared twice").doesNotContainKey(parts[2]);
        boolean isHelped = helped.isEmpty() || helped.equals(parts[2]);
        current = new Family(parts[2], parts[3], isHelped, new ArrayList<>());
        families.put(parts[2], current);
      } else if (!line.startsWith("# UNIT ")) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as("a sample: %s", line).isTrue();
        assertThat(current).as("a declaration before %s", line).isNotNull();
        assertThat(sample.group(1)).as("of the family declared last").startsWith(current.name);
        current.samples.add(line.substring(0, line.lastIndexOf(' ')));
      }
    }
    return families;
  }

  private HttpResponse<String> scrape(String accept) {
    return Scrape.get(served.server().httpPort(), accept);
  }
}
