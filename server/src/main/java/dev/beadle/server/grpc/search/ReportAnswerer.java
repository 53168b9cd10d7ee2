package dev.beadle.server.grpc.search;

import dev.beadle.v1.GetCapabilityOverviewRequest;
import dev.beadle.v1.GetCapabilityOverviewResponse;
import dev.beadle.v1.GetSecurityOverviewRequest;
import dev.beadle.v1.GetSecurityOverviewResponse;
import dev.beadle.v1.ListHygieneFindingsRequest;
import dev.beadle.v1.ListHygieneFindingsResponse;
import dev.beadle.v1.ListRiskHoldersRequest;
import dev.beadle.v1.ListRiskHoldersResponse;
import dev.beadle.v1.ListSecurityFindingsRequest;
import dev.beadle.v1.ListSecurityFindingsResponse;
import io.grpc.Status;

/** Answers the reports. Thread-safe. */
final class ReportAnswerer {
  ReportAnswerer(SearchAnswering with) {}

  GetSecurityOverviewResponse getSecurityOverview(
      SearchFacts facts, GetSecurityOverviewRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  ListSecurityFindingsResponse listSecurityFindings(
      SearchFacts facts, SearchPage page, ListSecurityFindingsRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  GetCapabilityOverviewResponse getCapabilityOverview(
      SearchFacts facts, SearchPage page, GetCapabilityOverviewRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  ListRiskHoldersResponse listRiskHolders(
      SearchFacts facts, SearchPage page, ListRiskHoldersRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  ListHygieneFindingsResponse listHygieneFindings(
      SearchFacts facts, SearchPage page, ListHygieneFindingsRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }
}
