package dev.beadle.server.grpc.search;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog.Role;
import dev.beadle.server.search.roles.RoleNames;
import dev.beadle.v1.RoleReference;
import java.util.List;

/** Turns roles into their messages. Stateless. */
final class RoleMessages {
  private RoleMessages() {}

  /** A role, as it is called in a context. */
  static RoleReference referenceOf(PolicySnapshot snapshot, int role, int context) {
    Role row = snapshot.roles().findRow(role);
    var message = RoleReference.newBuilder().setId(snapshot.roles().idOf(role));
    if (row != null) {
      message
          .setShortName(row.shortName())
          .setName(RoleNames.of(snapshot, role, context))
          .setArchetype(row.archetype());
    }
    return message.build();
  }

  /** Roles, in their order. */
  static List<RoleReference> referencesOf(
      PolicySnapshot snapshot, List<Integer> roles, int context) {
    return roles.stream().map(role -> referenceOf(snapshot, role, context)).toList();
  }
}
