package dev.beadle.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.client.BeadleClient;
import dev.beadle.client.CheckFailedException;
import dev.beadle.client.Contexts;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.server.testing.Oracle;
import dev.beadle.v1.CapabilityList;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** /metrics: the values move with what the server does, by rule, by code, by method. */
final class MetricsValuesTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final String GRADE = "mod/assign:grade";

  private final ServedSite served = ServedSite.empty();
  private final BeadleClient client = served.connect();

  @AfterEach
  void stop() {
    client.close();
    served.close();
  }

  /** beadle_checks_total: one for each decision, by the rule that decided. */
  @Test
  void checks_byEveryMethod_countByRule() {
    served.server().publish(ServedSite.loadDemo());
    Scrape before = scrape();
    client.check(one(12, REPLY, 45));
    client.check(one(2, REPLY, 45));
    client.check(one(999, REPLY, 45));
    client.check(
        one(12, REPLY, 45).toBuilder().setAllOf(CapabilityList.getDefaultInstance()).build());
    client.checkBatch(Collections.nCopies(5, one(12, "mod/none:such", 45)));
    client.checkMatrix(matrix());
    Scrape after = scrape();
    assertMoved(before, after, checks("allowed", "allowed_by_role"), 1 + 2);
    assertMoved(before, after, checks("allowed", "allowed_by_site_admin"), 1);
    assertMoved(before, after, checks("denied", "denied_no_such_user"), 1);
    assertMoved(before, after, checks("allowed", "allowed_by_all_of_nothing"), 1);
    assertMoved(before, after, checks("denied", "denied_unknown_capability"), 5);
    assertMoved(before, after, checks("denied", "denied_nothing_allows"), 2);
    assertThat(after.sum("beadle_checks_total") - before.sum("beadle_checks_total")).isEqualTo(13);
  }

  /** beadle_request_duration_seconds: one for each answered request, by method. */
  @Test
  void requests_answered_countByMethod() {
    served.server().publish(ServedSite.loadDemo());
    Scrape before = scrape();
    client.check(one(12, REPLY, 45));
    client.checkBatch(List.of(one(12, REPLY, 45)));
    client.checkBatch(List.of());
    client.checkMatrix(matrix());
    client.explain(one(12, REPLY, 45));
    Scrape after = scrape();
    assertMoved(before, after, latency("check"), 1);
    assertMoved(before, after, latency("batch"), 2);
    assertMoved(before, after, latency("matrix"), 1);
    assertMoved(before, after, latency("explain"), 1);
    assertMoved(before, after, latency("stream"), 0);
    assertMoved(before, after, "beadle_batch_questions_count", 3);
    assertMoved(before, after, "beadle_batch_questions_sum", 1 + 0 + 4);
  }

  /** beadle_refusals_total: one for each question or request that got no decision, by code. */
  @Test
  void refusals_everyCode_countOnce() {
    assertThatThrownBy(() -> client.check(one(1, REPLY, 45)))
        .isInstanceOf(CheckFailedException.class);
    assertThat(scrape().value(refusals("unavailable"))).isEqualTo(1);
    served.server().publish(ServedSite.loadDemo());
    assertThatThrownBy(() -> client.check(one(1, REPLY, 999)))
        .isInstanceOf(CheckFailedException.class);
    assertThatThrownBy(() -> client.check(CapabilityQuestion.getDefaultInstance()))
        .isInstanceOf(CheckFailedException.class);
    client.checkBatch(List.of(one(1, REPLY, 999), one(1, REPLY, -1), one(1, REPLY, 998)));
    assertThatThrownBy(() -> client.checkBatch(Collections.nCopies(10_001, one(1, REPLY, 45))))
        .isInstanceOf(CheckFailedException.class);
    Scrape after = scrape();
    assertThat(after.value(refusals("not_found"))).isEqualTo(3);
    assertThat(after.value(refusals("invalid_argument"))).isEqualTo(2);
    assertThat(after.value(refusals("resource_exhausted"))).isEqualTo(1);
    assertThat(after.value(refusals("unavailable"))).isEqualTo(1);
    assertThat(after.value(refusals("internal"))).isZero();
    assertThat(after.sum("beadle_checks_total")).isZero();
  }

  /** The gauges of a site: nothing is known before it is published, then what was loaded. */
  @Test
  void site_published_isMeasured() {
    Scrape before = scrape();
    assertThat(before.value("beadle_revision")).isNaN();
    assertThat(before.value("beadle_graph_users")).isNaN();
    served.server().publish(ServedSite.loadDemo());
    Scrape after = scrape();
    assertThat(after.value("beadle_revision")).isEqualTo(1);
    assertThat(after.value("beadle_graph_contexts")).isEqualTo(53);
    assertThat(after.value("beadle_graph_users")).isEqualTo(24);
    assertThat(after.value("beadle_graph_assignments")).isEqualTo(35);
    assertThat(after.value("beadle_load_rows{table=\"role_assignments\"}")).isEqualTo(35);
    assertThat(after.value("beadle_data_age_seconds")).isNotNegative();
    assertThat(after.sum("beadle_graph_bytes")).isPositive();
  }

  /** What a load found is of the last load, when a site is published again. */
  @Test
  void site_publishedAgain_tellsOfTheLastLoad() {
    served.server().publish(ServedSite.loadDemo());
    var tiny = Oracle.load("tiny");
    served.server().publish(tiny);
    Scrape after = scrape();
    assertThat(after.value("beadle_graph_users")).isEqualTo(tiny.snapshot().users().size());
    tiny.report()
        .rows()
        .forEach((table, rows) ->
            assertThat(after.value("beadle_load_rows{table=\"" + table.tableName() + "\"}"))
                .as("rows of %s", table)
                .isEqualTo((double) rows));
  }

  /** The cache: what was worked out once is found again. */
  @Test
  void cache_sameQuestionAgain_isWorkedOutOnce() {
    served.server().publish(ServedSite.loadDemo());
    client.check(one(12, REPLY, 45));
    double misses = scrape().value("beadle_resolution_cache_misses_total");
    assertThat(misses).isPositive();
    client.checkBatch(Collections.nCopies(100, one(12, REPLY, 45)));
    assertThat(scrape().value("beadle_resolution_cache_misses_total")).isEqualTo(misses);
    assertThat(scrape().value("beadle_resolution_cache_entries")).isPositive();
    assertThat(scrape().value("beadle_resolution_cache_bytes")).isPositive();
  }

  private static CapabilityQuestion one(long userId, String capability, long contextId) {
    return CapabilityQuestion.newBuilder()
        .setUserId(userId)
        .setCapability(capability)
        .setContext(Contexts.id(contextId))
        .build();
  }

  private static CheckCapabilityMatrixRequest matrix() {
    return CheckCapabilityMatrixRequest.newBuilder()
        .setUserId(12)
        .addContexts(Contexts.id(45))
        .addContexts(Contexts.module(10))
        .addCapabilities(REPLY)
        .addCapabilities(GRADE)
        .build();
  }

  private static String checks(String outcome, String rule) {
    return String.format(
        Locale.ROOT, "beadle_checks_total{outcome=\"%s\",rule=\"%s\"}", outcome, rule);
  }

  private static String refusals(String code) {
    return "beadle_refusals_total{code=\"" + code + "\"}";
  }

  private static String latency(String method) {
    return "beadle_request_duration_seconds_count{method=\"" + method + "\"}";
  }

  private static void assertMoved(Scrape before, Scrape after, String sample, double by) {
    assertThat(after.value(sample) - before.value(sample)).as(sample).isEqualTo(by);
  }

  private Scrape scrape() {
    return Scrape.of(served.server().httpPort());
  }
}
