package dev.beadle.server.grpc.search;

import dev.beadle.v1.FindDecidingRolesRequest;
import dev.beadle.v1.FindDecidingRolesResponse;
import dev.beadle.v1.ListContextCapabilitiesRequest;
import dev.beadle.v1.ListContextCapabilitiesResponse;
import dev.beadle.v1.ListManageableRolesRequest;
import dev.beadle.v1.ListManageableRolesResponse;
import dev.beadle.v1.ListRolePermissionsRequest;
import dev.beadle.v1.ListRolePermissionsResponse;
import dev.beadle.v1.ListRolesOfUserRequest;
import dev.beadle.v1.ListRolesOfUserResponse;
import dev.beadle.v1.ListRolesWithPermissionRequest;
import dev.beadle.v1.ListRolesWithPermissionResponse;
import io.grpc.Status;

/** Answers the questions about roles. Thread-safe. */
final class RoleAnswerer {
  RoleAnswerer(SearchAnswering with) {}

  FindDecidingRolesResponse findDecidingRoles(SearchFacts facts, FindDecidingRolesRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  ListRolesWithPermissionResponse listRolesWithPermission(
      SearchFacts facts, ListRolesWithPermissionRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  ListManageableRolesResponse listManageableRoles(
      SearchFacts facts, ListManageableRolesRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  ListRolePermissionsResponse listRolePermissions(
      SearchFacts facts, ListRolePermissionsRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  ListRolesOfUserResponse listRolesOfUser(SearchFacts facts, ListRolesOfUserRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  ListContextCapabilitiesResponse listContextCapabilities(
      SearchFacts facts, ListContextCapabilitiesRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }
}
