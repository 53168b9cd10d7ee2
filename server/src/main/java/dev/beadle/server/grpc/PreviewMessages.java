package dev.beadle.server.grpc;

import dev.beadle.server.impact.CapabilityImpact;
import dev.beadle.server.impact.Flip;
import dev.beadle.server.impact.FlipCount;
import dev.beadle.server.impact.Giver;
import dev.beadle.server.impact.ImpactGroups;
import dev.beadle.server.impact.ImpactTotals;
import dev.beadle.server.impact.PersonImpact;
import dev.beadle.server.impact.RiskOrder;
import dev.beadle.server.impact.SnapshotComparison;
import dev.beadle.v1.AnswerFlip;
import dev.beadle.v1.CapabilityEffect;
import dev.beadle.v1.CapabilityRisk;
import dev.beadle.v1.GiverEffect;
import dev.beadle.v1.PersonCapability;
import dev.beadle.v1.PersonEffect;
import dev.beadle.v1.PreviewResponse;
import dev.beadle.v1.PreviewTotals;
import dev.beadle.v1.RiskEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns what an edit would do into its messages. Stateless. */
public final class PreviewMessages {
  /** How many beginnings and ends a preview tells. */
  static final int MOST_BOUNDARIES = 1_000;

  private PreviewMessages() {}

  /** The effect of an edit in numbers. */
  public static PreviewTotals messageOf(ImpactTotals totals) {
    return PreviewTotals.newBuilder()
        .setGains(totals.gains())
        .setLosses(totals.losses())
        .setRiskyGains(totals.riskyGains())
        .setPeopleGaining(totals.peopleGaining())
        .setPeopleLosing(totals.peopleLosing())
        .setPeopleGainingRisk(totals.peopleGainingRisk())
        .build();
  }

  /** What only the first page tells. */
  static void addGroups(PreviewResponse.Builder response, SnapshotComparison preview) {
    ImpactGroups groups = preview.groups();
    preview.laterBoundaries().stream()
        .limit(MOST_BOUNDARIES)
        .forEach(boundary -> response.addLater(BoundaryMessages.messageOf(boundary)));
    groups
        .byGiver()
        .forEach((giver, count) -> response.addGivers(messageOf(preview, giver, count)));
    for (Map.Entry<String, FlipCount> group : groups.byCapability().entrySet()) {
      response.addCapabilities(
          CapabilityEffect.newBuilder()
              .setCapability(group.getKey())
              .setGains(group.getValue().gains())
              .setLosses(group.getValue().losses()));
    }
    for (Map.Entry<Integer, FlipCount> group : groups.byRisk().entrySet()) {
      response.addRisks(
          RiskEffect.newBuilder()
              .setRiskValue(group.getKey())
              .setGains(group.getValue().gains())
              .setLosses(group.getValue().losses()));
    }
  }

  static PersonEffect messageOf(PersonImpact person) {
    return PersonEffect.newBuilder()
        .setUserId(person.userId())
        .setGains(person.gains())
        .setLosses(person.losses())
        .addAllGainedRisks(risksOf(person.gainedRisks()))
        .addAllLostRisks(risksOf(person.lostRisks()))
        .build();
  }

  static PersonCapability messageOf(CapabilityImpact impact) {
    return PersonCapability.newBuilder()
        .setCapability(impact.capability())
        .addAllRisks(risksOf(impact.risks()))
        .setGained(impact.isGain())
        .setContextCount(impact.contexts())
        .addAllSampleContextIds(impact.sample())
        .build();
  }

  static AnswerFlip messageOf(Flip flip) {
    AnswerFlip.Builder message =
        AnswerFlip.newBuilder()
            .setContextId(flip.contextId())
            .setCapability(flip.capability())
            .setGained(flip.isGain());
    return switch (flip.giver()) {
      case Giver.ByRole(long roleId) -> message.setRoleId(roleId).build();
      case Giver.BySiteAdmin() -> message.setSiteAdmin(true).build();
    };
  }

  private static GiverEffect messageOf(SnapshotComparison preview, Giver giver, FlipCount count) {
    GiverEffect.Builder message =
        GiverEffect.newBuilder().setGains(count.gains()).setLosses(count.losses());
    return switch (giver) {
      case Giver.ByRole(long roleId) ->
          message.setRoleId(roleId).setRoleShortName(preview.roleShortNameOf(roleId)).build();
      case Giver.BySiteAdmin() -> message.setSiteAdmin(true).build();
    };
  }

  private static List<CapabilityRisk> risksOf(long risks) {
    List<CapabilityRisk> found = new ArrayList<>();
    for (int bit : RiskOrder.BITS) {
      CapabilityRisk risk = CapabilityRisk.forNumber(bit);
      if ((risks & bit) != 0 && risk != null) {
        found.add(risk);
      }
    }
    return found;
  }
}
