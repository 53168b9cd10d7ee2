package dev.beadle.server.search.roles;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.graph.RoleCatalog.Role;
import dev.beadle.server.model.SiteTable;

/** What Moodle calls a role where it is shown ({@code role_get_name}, rules §10). Stateless. */
public final class RoleNames {
  private static final int NAME = SiteTable.ROLE_NAMES.positionOf("name");
  private static final int ROLE_ID = SiteTable.ROLE_NAMES.positionOf("roleid");

  private RoleNames() {}

  /**
   * The alias that the course has for it, else the role's own name, else the standard one of its
   * short name, in English. Cost: the aliases of the course.
   *
   * @param role an ordinal
   * @param context an ordinal; {@link ContextTree#ABSENT} for outside any course
   * @return empty for a role without a row
   */
  public static String of(PolicySnapshot snapshot, int role, int context) {
    Role row = snapshot.roles().findRow(role);
    if (row == null) {
      return "";
    }
    String alias = aliasOf(snapshot, row.id(), context);
    // PHP takes an alias of 0 for none.
    return alias.isBlank() || alias.equals("0") ? originalOf(row) : alias;
  }

  /** The role's own name, else the standard one. */
  static String originalOf(Role row) {
    return row.name().isBlank() ? standardOf(row.shortName()) : row.name();
  }

  private static String standardOf(String shortName) {
    return switch (shortName) {
      case "manager" -> "Manager";
      case "coursecreator" -> "Course creator";
      case "editingteacher" -> "Teacher";
      case "teacher" -> "Non-editing teacher";
      case "student" -> "Student";
      case "guest" -> "Guest";
      case "user" -> "Authenticated user";
      case "frontpage" -> "Authenticated user on site home";
      default -> shortName;
    };
  }

  private static String aliasOf(PolicySnapshot snapshot, long roleId, int context) {
    int course =
        context == ContextTree.ABSENT ? context : CourseContext.find(snapshot.contexts(), context);
    if (course == ContextTree.ABSENT) {
      return "";
    }
    Relation names = snapshot.relation(SiteTable.ROLE_NAMES);
    int[] first = {Relation.ABSENT};
    names.forEachWith(
        "contextid",
        snapshot.contexts().idOf(course),
        row -> {
          if (names.numberAt(row, ROLE_ID) == roleId
              && (first[0] == Relation.ABSENT
                  || names.numberAt(row, 0) < names.numberAt(first[0], 0))) {
            first[0] = row;
          }
        });
    return first[0] == Relation.ABSENT ? "" : names.textAt(first[0], NAME);
  }
}
