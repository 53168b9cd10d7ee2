package dev.beadle.server.search.people;

import dev.beadle.server.decision.RoleOrigin;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.graph.SpecialRoles;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The roles that every ordinary user has in a context without an assignment (§5, §9.5).
 *
 * @param roles those that count there
 */
record EverybodysRoles(List<HeldRole> roles) {
  EverybodysRoles {
    roles = List.copyOf(roles);
  }

  /** As checks have it: each counts at its own context and below. */
  static EverybodysRoles ofChecks(PolicySnapshot snapshot, Ancestry ancestry) {
    SpecialRoles special = snapshot.specialRoles();
    int system = snapshot.contexts().system();
    List<HeldRole> roles = new ArrayList<>();
    if (special.frontPage() >= 0 && ancestry.contains(special.frontPageContext())) {
      roles.add(
          new HeldRole(special.frontPage(), RoleOrigin.FRONT_PAGE, special.frontPageContext()));
    }
    if (special.defaultUser() >= 0 && ancestry.contains(system)) {
      roles.add(new HeldRole(special.defaultUser(), RoleOrigin.DEFAULT_USER, system));
    }
    return new EverybodysRoles(roles);
  }

  /**
   * As Moodle's list has it: every user's role counts everywhere, that of the front page wherever
   * the path begins with the front page's, which an empty one does for all.
   */
  static EverybodysRoles ofMoodlesList(PolicySnapshot snapshot, int context) {
    SpecialRoles special = snapshot.specialRoles();
    List<HeldRole> roles = new ArrayList<>();
    if (special.frontPage() >= 0) {
      int frontPage = findFrontPage(snapshot);
      if (frontPage != ContextTree.ABSENT && snapshot.contexts().isWithin(context, frontPage)) {
        roles.add(new HeldRole(special.frontPage(), RoleOrigin.FRONT_PAGE, frontPage));
      }
    }
    if (special.defaultUser() >= 0) {
      int system = snapshot.contexts().system();
      roles.add(new HeldRole(special.defaultUser(), RoleOrigin.DEFAULT_USER, system));
    }
    return new EverybodysRoles(roles);
  }

  /** What these roles allow together, what others of them prohibit included. */
  long allowedBy(RoleVerdicts verdicts) {
    long allowed = 0;
    for (HeldRole held : roles) {
      allowed |= verdicts.allowedBy(held.role());
    }
    return allowed;
  }

  /** What these roles prohibit. */
  long prohibitedBy(RoleVerdicts verdicts) {
    long prohibited = 0;
    for (HeldRole held : roles) {
      prohibited |= verdicts.prohibitedBy(held.role());
    }
    return prohibited;
  }

  private static int findFrontPage(PolicySnapshot snapshot) {
    int node = snapshot.specialRoles().frontPageContext();
    if (node != ContextTree.NO_PARENT && !snapshot.contexts().hasDamagedPaths()) {
      return node;
    }
    Relation courses = snapshot.relation(SiteTable.COURSE);
    long[] frontPageId = {Long.MAX_VALUE};
    courses.forEachWith(
        "category", 0, row -> frontPageId[0] = Math.min(frontPageId[0], courses.numberAt(row, 0)));
    return snapshot.contexts().find(ContextLevel.COURSE, frontPageId[0]);
  }
}
