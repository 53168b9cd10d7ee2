package dev.beadle.server.grpc.search;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.grpc.FieldChecks;
import dev.beadle.server.grpc.QuestionMapper;
import dev.beadle.server.search.reports.CapabilityOverview;
import dev.beadle.server.search.reports.Hygiene;
import dev.beadle.server.search.reports.HygieneFinding;
import dev.beadle.server.search.reports.HygieneKind;
import dev.beadle.server.search.reports.RiskHolders;
import dev.beadle.server.search.reports.RiskHolding;
import dev.beadle.server.search.reports.RiskQuestion;
import dev.beadle.server.search.reports.SecurityFinding;
import dev.beadle.server.search.reports.SecurityOverview;
import dev.beadle.v1.GetCapabilityOverviewRequest;
import dev.beadle.v1.GetCapabilityOverviewResponse;
import dev.beadle.v1.GetSecurityOverviewRequest;
import dev.beadle.v1.GetSecurityOverviewResponse;
import dev.beadle.v1.HygieneCount;
import dev.beadle.v1.ListHygieneFindingsRequest;
import dev.beadle.v1.ListHygieneFindingsResponse;
import dev.beadle.v1.ListRiskHoldersRequest;
import dev.beadle.v1.ListRiskHoldersResponse;
import dev.beadle.v1.ListSecurityFindingsRequest;
import dev.beadle.v1.ListSecurityFindingsResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Answers the reports. Thread-safe. */
final class ReportAnswerer {
  private final SearchAnswering with;

  ReportAnswerer(SearchAnswering with) {
    this.with = with;
  }

  GetSecurityOverviewResponse getSecurityOverview(
      SearchFacts facts, GetSecurityOverviewRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    var messages = new ReportMessages(snapshot);
    var answer = GetSecurityOverviewResponse.newBuilder().setFreshness(facts.freshness());
    SecurityOverview.of(snapshot, facts.checkpoint())
        .forEach(result -> answer.addChecks(messages.messageOf(result)));
    return answer.build();
  }

  ListSecurityFindingsResponse listSecurityFindings(
      SearchFacts facts, SearchPage page, ListSecurityFindingsRequest request) {
    var found = new PageCollector<SecurityFinding>(page);
    SecurityOverview.forEachFinding(
        facts.snapshot(), ReportMessages.checkOf(request.getCheck()), facts.checkpoint(), found);
    var messages = new ReportMessages(facts.snapshot());
    var answer = ListSecurityFindingsResponse.newBuilder();
    found.items().forEach(finding -> answer.addFindings(messages.messageOf(finding)));
    return answer
        .setTotalSize(found.total())
        .setNextPageToken(found.nextToken())
        .setFreshness(facts.freshness())
        .build();
  }

  GetCapabilityOverviewResponse getCapabilityOverview(
      SearchFacts facts, SearchPage page, GetCapabilityOverviewRequest request) {
    String capability = FieldChecks.requireName(request.getCapability(), "capability");
    FieldChecks.requireAtMost(
        "role_ids", request.getRoleIdsCount(), "max-list-ids", with.limits().searches().ids());
    Set<Long> roleIds = new TreeSet<>(request.getRoleIdsList());
    for (long roleId : roleIds) {
      int _ = WireRoles.roleOf(facts.snapshot(), roleId, "role_ids");
    }
    List<CapabilityOverview.Node> nodes =
        CapabilityOverview.of(facts.snapshot(), capability, roleIds, facts.checkpoint());
    var messages = new ReportMessages(facts.snapshot());
    var answer = GetCapabilityOverviewResponse.newBuilder();
    nodes
        .subList(page.from(nodes.size()), page.to(nodes.size()))
        .forEach(node -> answer.addNodes(messages.messageOf(node)));
    return answer
        .setTotalSize(nodes.size())
        .setNextPageToken(page.nextToken(nodes.size()))
        .setFreshness(facts.freshness())
        .build();
  }

  ListRiskHoldersResponse listRiskHolders(
      SearchFacts facts, SearchPage page, ListRiskHoldersRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    var question =
        new RiskQuestion(
            request.getRisks(),
            request.getRoleId() == 0
                ? RoleCatalog.ABSENT
                : WireRoles.roleOf(snapshot, request.getRoleId(), "role_id"),
            request.hasContext()
                ? QuestionMapper.contextOf(snapshot, request.getContext(), "context")
                : ContextTree.ABSENT);
    var found = new PageCollector<RiskHolding>(page);
    RiskHolders.forEach(snapshot, question, facts.checkpoint(), found);
    var messages = new ReportMessages(snapshot);
    var answer = ListRiskHoldersResponse.newBuilder();
    found.items().forEach(holding -> answer.addHoldings(messages.messageOf(holding)));
    return answer
        .setTotalSize(found.total())
        .setNextPageToken(found.nextToken())
        .setFreshness(facts.freshness())
        .build();
  }

  ListHygieneFindingsResponse listHygieneFindings(
      SearchFacts facts, SearchPage page, ListHygieneFindingsRequest request) {
    Set<HygieneKind> kinds = EnumSet.noneOf(HygieneKind.class);
    request.getKindsList().forEach(kind -> kinds.add(ReportMessages.kindOf(kind)));
    if (kinds.isEmpty()) {
      kinds.addAll(List.of(HygieneKind.values()));
    }
    Hygiene hygiene = Hygiene.of(facts.snapshot(), kinds, facts.checkpoint());
    Map<HygieneKind, Long> counts = hygiene.counts();
    List<HygieneFinding> findings = hygiene.findings();
    var answer = ListHygieneFindingsResponse.newBuilder();
    findings
        .subList(page.from(findings.size()), page.to(findings.size()))
        .forEach(finding -> answer.addFindings(ReportMessages.messageOf(finding)));
    kinds.forEach(kind ->
        answer.addCounts(
            HygieneCount.newBuilder()
                .setKind(ReportMessages.messageOf(kind))
                .setCount(counts.getOrDefault(kind, 0L))));
    return answer
        .setTotalSize(findings.size())
        .setNextPageToken(page.nextToken(findings.size()))
        .setFreshness(facts.freshness())
        .build();
  }
}
