package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.v1.CapabilityEffect;
import dev.beadle.v1.CapabilityRisk;
import dev.beadle.v1.GiverEffect;
import dev.beadle.v1.PersonEffect;
import dev.beadle.v1.PreviewResponse;
import dev.beadle.v1.PreviewTotals;
import dev.beadle.v1.RiskEffect;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What an administrator reads before an edit. */
final class PreviewTextTest {
  private final StringWriter written = new StringWriter();
  private final PreviewText text = new PreviewText(new PrintWriter(written));

  /** Numbers, then groups, then people in the order of the pages; headings once. */
  @Test
  void print_twoPages_tellsTotalsGroupsAndPeople() {
    PreviewResponse first =
        PreviewResponse.newBuilder()
            .setRevision("log.7")
            .setTotals(
                PreviewTotals.newBuilder()
                    .setGains(1_200)
                    .setLosses(1)
                    .setRiskyGains(1_000)
                    .setPeopleGaining(2)
                    .setPeopleLosing(1)
                    .setPeopleGainingRisk(1))
            .addGivers(GiverEffect.newBuilder().setRoleId(5).setGains(1_200))
            .addGivers(GiverEffect.newBuilder().setSiteAdmin(true).setLosses(1))
            .addCapabilities(CapabilityEffect.newBuilder().setCapability("a/b:c").setGains(1_200))
            .addRisks(
                RiskEffect.newBuilder().setRisk(CapabilityRisk.CAPABILITY_RISK_XSS).setGains(1_000))
            .addPeople(
                PersonEffect.newBuilder()
                    .setUserId(12)
                    .setGains(1_000)
                    .addGainedRisks(CapabilityRisk.CAPABILITY_RISK_XSS))
            .build();
    text.print(first);
    text.print(
        PreviewResponse.newBuilder()
            .setTotals(first.getTotals())
            .addPeople(PersonEffect.newBuilder().setGains(200).setLosses(1))
            .build());
    assertThat(written.toString().lines().map(line -> line.strip().replaceAll(" +", " ")))
        .containsExactly(
            "At revision log.7 this would change:",
            "1,200 answers from no to yes, for 2 people",
            "1 answer from yes to no, for 1 person",
            "RISKY: 1,000 answers from no to yes to a capability with a risk, for 1 person",
            "",
            "by risk gains losses",
            "xss 1,000 0",
            "",
            "by role gains losses",
            "role 5 1,200 0",
            "site administrators 0 1",
            "",
            "by capability gains losses",
            "a/b:c 1,200 0",
            "",
            "person gains losses risks gained",
            "user 12 1,000 0 xss",
            "visitors 200 1");
  }

  /** An edit that changes no answer says so and nothing else. */
  @Test
  void print_nothingFlips_saysSo() {
    text.print(PreviewResponse.newBuilder().setRevision("log.7").build());
    assertThat(written.toString()).contains("nothing: every answer stays as it is");
    assertThat(written.toString().lines()).hasSize(2);
  }
}
