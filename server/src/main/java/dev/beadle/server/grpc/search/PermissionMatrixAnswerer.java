package dev.beadle.server.grpc.search;

import dev.beadle.v1.GetPermissionMatrixRequest;
import dev.beadle.v1.GetPermissionMatrixResponse;
import io.grpc.Status;

/** Answers the matrix of capabilities and roles. Thread-safe. */
final class PermissionMatrixAnswerer {
  PermissionMatrixAnswerer(SearchAnswering with) {}

  GetPermissionMatrixResponse getPermissionMatrix(
      SearchFacts facts, SearchPage page, GetPermissionMatrixRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }
}
