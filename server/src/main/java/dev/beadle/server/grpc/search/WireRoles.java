package dev.beadle.server.grpc.search;

import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.grpc.FieldChecks;

/** Reads roles from the wire. Stateless. */
final class WireRoles {
  private WireRoles() {}

  /** The ordinal of a role that the site has, or mentions. */
  static int roleOf(PolicySnapshot snapshot, long roleId, String field) {
    int role = findRole(snapshot, roleId, field);
    if (role == RoleCatalog.ABSENT) {
      throw new InvalidQueryException(field + ": no role has the id " + roleId);
    }
    return role;
  }

  /** The same, or {@link RoleCatalog#ABSENT}. */
  static int findRole(PolicySnapshot snapshot, long roleId, String field) {
    return snapshot.roles().find(FieldChecks.requireId(roleId, field));
  }
}
