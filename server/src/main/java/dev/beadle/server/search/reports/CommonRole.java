package dev.beadle.server.search.reports;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.model.Permission;
import dev.beadle.server.model.Risk;
import dev.beadle.server.search.Checkpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A role that people have without being given it, and what of it is risky (rules §15).
 *
 * @param check which of them
 * @param roleId role.id, as the setting has it; 0 for none
 */
record CommonRole(PolicySnapshot snapshot, SecurityCheck check, long roleId) {
  /** What only removes one's own data, and only after approval. */
  private static final String REQUEST_DELETION = "tool/dataprivacy:requestdelete";

  private static final Comparator<SecurityFinding> ORDER =
      Comparator.comparingLong(SecurityFinding::contextId)
          .thenComparing(SecurityFinding::capability);

  /** Its stored permissions that allow what endangers the site; those at missing contexts too. */
  List<SecurityFinding> riskyAllows(Checkpoint checkpoint) {
    int role = snapshot.roles().find(roleId);
    CapabilityCatalog capabilities = snapshot.capabilities();
    List<SecurityFinding> risky = new ArrayList<>();
    var counted = new CountedSteps(checkpoint);
    snapshot
        .definitions()
        .forEachStored(row -> {
          counted.step();
          if (row.role() == role
              && row.permission() == Permission.STORED_ALLOW
              && capabilities.hasRow(row.capability())
              && (capabilities.rowOf(row.capability()).risks() & Risk.BARRED_TO_GUESTS) != 0) {
            risky.add(
                SecurityFinding.ofPermission(
                    roleId,
                    snapshot.contexts().idOf(row.context()),
                    capabilities.nameOf(row.capability())));
          }
        });
    risky.sort(ORDER);
    return risky;
  }

  SecurityResult result(Checkpoint checkpoint) {
    List<SecurityFinding> risky = riskyAllows(checkpoint);
    int role = snapshot.roles().find(roleId);
    RoleCatalog.Role row = role == RoleCatalog.ABSENT ? null : snapshot.roles().findRow(role);
    if (row == null) {
      return result(statusOfMissing(), risky, "the role is not set, or is gone");
    }
    boolean isRisky = risky.stream().anyMatch(this::counts);
    boolean isFitting = isFitting(row.archetype());
    if (!isRisky && isFitting) {
      return result(SecurityStatus.OK, risky, "the role is in order");
    }
    String what =
        isRisky
            ? "the role allows what endangers the site"
            : "the role's archetype `" + row.archetype() + "` does not fit";
    return result(SecurityStatus.CRITICAL, risky, what);
  }

  private SecurityResult result(
      SecurityStatus status, List<SecurityFinding> risky, String summary) {
    return new SecurityResult(check, status, risky.size(), roleId, summary);
  }

  private boolean counts(SecurityFinding risky) {
    return check != SecurityCheck.DEFAULT_USER_ROLE || !risky.capability().equals(REQUEST_DELETION);
  }

  private SecurityStatus statusOfMissing() {
    return check == SecurityCheck.FRONT_PAGE_ROLE ? SecurityStatus.INFO : SecurityStatus.WARNING;
  }

  private boolean isFitting(String archetype) {
    return switch (check) {
      case DEFAULT_USER_ROLE -> archetype.isEmpty() || archetype.equals("user");
      case GUEST_ROLE -> archetype.isEmpty() || archetype.equals("guest");
      case FRONT_PAGE_ROLE ->
          !List.of("teacher", "editingteacher", "coursecreator", "manager").contains(archetype);
      case ADMINISTRATORS, XSS, BACKUP ->
          throw new IllegalArgumentException(check + " looks at no role of its own");
    };
  }
}
