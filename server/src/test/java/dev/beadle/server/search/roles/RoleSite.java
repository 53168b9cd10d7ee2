package dev.beadle.server.search.roles;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.TestSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Adds to a site made by hand what only lists of roles read, and reads lists by name. Stateless.
 */
final class RoleSite {
  private static final List<String> NAMES =
      List.of("a", "b", "c", "guest", "student", "teacher", "manager", "user", "front", "visitor");

  private RoleSite() {}

  /**
   * Lets one role deal with another: {@code assign}, {@code override}, {@code switch}, {@code
   * view}.
   */
  static TestSite let(TestSite site, String role, String matrix, String other) {
    SiteTable table =
        switch (matrix) {
          case "assign" -> SiteTable.ROLE_ALLOW_ASSIGN;
          case "override" -> SiteTable.ROLE_ALLOW_OVERRIDE;
          case "switch" -> SiteTable.ROLE_ALLOW_SWITCH;
          case "view" -> SiteTable.ROLE_ALLOW_VIEW;
          default -> throw new IllegalArgumentException(matrix);
        };
    long roleId = site.roleId(role);
    long otherId = site.roleId(other);
    return site.put(
        table,
        Map.of(
            "id",
            Long.toString(roleId * 1000 + otherId),
            "roleid",
            Long.toString(roleId),
            "allow" + matrix,
            Long.toString(otherId)));
  }

  /** Lets a role be assigned at a level. */
  static TestSite atLevel(TestSite site, String role, int level) {
    long roleId = site.roleId(role);
    return site.put(
        SiteTable.ROLE_CONTEXT_LEVELS,
        Map.of(
            "id",
            Long.toString(roleId * 1000 + level),
            "roleid",
            Long.toString(roleId),
            "contextlevel",
            Integer.toString(level)));
  }

  /** The names that a site gave the roles, in the order of a list. */
  static List<String> names(TestSite site, List<Integer> roles) {
    PolicySnapshot snapshot = site.snapshot();
    List<String> names = new ArrayList<>();
    for (int role : roles) {
      long id = snapshot.roles().idOf(role);
      names.add(NAMES.stream().filter(name -> site.roleId(name) == id).findFirst().orElseThrow());
    }
    return names;
  }

  /** The ordinal of a context. */
  static int context(TestSite site, String name) {
    return site.snapshot().contexts().find(site.contextId(name));
  }

  /** The ordinal of a role. */
  static int role(TestSite site, String name) {
    return site.snapshot().roles().find(site.roleId(name));
  }
}
