package dev.beadle.server.grpc.search;

import dev.beadle.v1.CheckGroupVisibilityRequest;
import dev.beadle.v1.CheckGroupVisibilityResponse;
import dev.beadle.v1.CheckWithGroupRequest;
import dev.beadle.v1.CheckWithGroupResponse;
import dev.beadle.v1.GetGroupModeRequest;
import dev.beadle.v1.GetGroupModeResponse;
import dev.beadle.v1.ListGroupsRequest;
import dev.beadle.v1.ListGroupsResponse;
import io.grpc.Status;

/** Answers the questions about groups. Thread-safe. */
final class GroupAnswerer {
  GroupAnswerer(SearchAnswering with) {}

  GetGroupModeResponse getGroupMode(SearchFacts facts, GetGroupModeRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  ListGroupsResponse listGroups(SearchFacts facts, ListGroupsRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  CheckGroupVisibilityResponse checkGroupVisibility(
      SearchFacts facts, CheckGroupVisibilityRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  CheckWithGroupResponse checkWithGroup(SearchFacts facts, CheckWithGroupRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }
}
