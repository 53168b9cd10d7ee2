package dev.beadle.server.testing.generator;

import dev.beadle.server.graph.FactRow;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.CsvTables;
import dev.beadle.server.moodle.MemoryTables;
import dev.beadle.server.moodle.RowCursor;
import dev.beadle.server.testing.generator.Draw.Topic;
import java.util.ArrayList;
import java.util.List;

/**
 * The roles, what they may, and overrides. Capabilities and the definitions of Moodle's eight roles
 * and three more are those of the demonstration site; the other roles have most of what one of them
 * has. Not thread-safe.
 */
final class RoleRows {
  private static final int CONTEXTS_PER_OVERRIDE = 150;
  private static final int LEAST_OVERRIDES = 8;
  private static final int OVERRIDES_PER_SCOPE = 2;
  private static final int CATEGORIES_PER_OVERRIDE = 20;
  private static final int PERMISSIONS_PER_DROPPED_ONE = 7;

  private static final long PREVENT = -1;
  private static final long PROHIBIT = -1000;
  private static final long[] PERMISSIONS = {
    PREVENT, PREVENT, PREVENT, PREVENT, 1, 1, 1, 1, PROHIBIT
  };

  /** Roles whose permissions are overridden: no two that may meet in one scope are the same. */
  private static final long[][] OVERRIDDEN = {{5, 7, 6}, {3, 4, 12}};

  /**
   * A role besides those of the demonstration site.
   *
   * @param basis the role (role.id) of whose permissions it has most
   * @param level where it can be assigned
   */
  private record OwnRole(long id, String shortName, long basis, int level) {}

  private static final List<OwnRole> OWN =
      List.of(
          new OwnRole(12, "tutor", 4, ContextLevel.COURSE),
          new OwnRole(13, "demonstrator", 4, ContextLevel.MODULE),
          new OwnRole(14, "librarian", 5, ContextLevel.COURSE),
          new OwnRole(15, "mentor", 4, ContextLevel.MODULE),
          new OwnRole(16, "programmeleader", 3, ContextLevel.COURSE_CATEGORY),
          new OwnRole(17, "facultyadmin", 1, ContextLevel.COURSE_CATEGORY),
          new OwnRole(18, "auditor", 4, ContextLevel.SYSTEM),
          new OwnRole(19, "support", 10, ContextLevel.SYSTEM),
          new OwnRole(20, "invigilator", 9, ContextLevel.COURSE));

  private record Permission(long role, String capability, long permission) {}

  private final SiteLayout layout;
  private final Draw draw;
  private final MemoryTables demo;
  private final List<Permission> definitions = new ArrayList<>();
  private final List<String> courseCapabilities = new ArrayList<>();
  private final int scopesInCourses;

  RoleRows(SiteShape shape, SiteLayout layout, Draw draw) {
    this.layout = layout;
    this.draw = draw;
    this.demo =
        MemoryTables.copyOf(
            CsvTables.ofResources(RoleRows.class, "/dev/beadle/server/demo", "demo site"));
    int overrides = Math.max(LEAST_OVERRIDES, shape.otherContexts() / CONTEXTS_PER_OVERRIDE);
    this.scopesInCourses = Math.min(layout.courseCount() - 1, overrides / OVERRIDES_PER_SCOPE);
    readCapabilities();
    readDefinitions();
  }

  /** A table that is the demonstration site's. */
  RowMaker asInDemo(SiteTable table) {
    RowCursor rows = demo.open(table);
    return row -> {
      if (!rows.next()) {
        return false;
      }
      row.addAll(rows);
      return true;
    };
  }

  RowMaker roles() {
    return RowMaker.chained(
        asInDemo(SiteTable.ROLE),
        RowMaker.numbered(
            OWN.size(),
            (number, row) -> {
              OwnRole role = OWN.get((int) number - 1);
              row.add(role.id()).add("").add(role.shortName()).add(role.id()).add("");
            }));
  }

  RowMaker contextLevels() {
    return RowMaker.chained(
        asInDemo(SiteTable.ROLE_CONTEXT_LEVELS),
        RowMaker.numbered(
            OWN.size(),
            (number, row) -> {
              OwnRole role = OWN.get((int) number - 1);
              row.add(1_000 + number).add(role.id()).add(role.level());
            }));
  }

  /** The definitions, then the overrides in courses and modules, then those in categories. */
  RowMaker permissions() {
    long inCourses = (long) scopesInCourses * OVERRIDES_PER_SCOPE;
    long inCategories = (layout.categoryCount() - 1L) / CATEGORIES_PER_OVERRIDE;
    long all = definitions.size() + inCourses + inCategories;
    return RowMaker.numbered(
        all,
        (id, row) -> {
          long override = id - 1 - definitions.size();
          if (override < 0) {
            Permission definition = definitions.get((int) id - 1);
            row.add(id).add(SiteLayout.SYSTEM_CONTEXT_ID).add(definition.role());
            row.add(definition.capability()).add(definition.permission());
          } else if (override < inCourses) {
            int scope = (int) (override / OVERRIDES_PER_SCOPE);
            fillOverride(row, id, contextOfScope(scope), (int) (override % OVERRIDES_PER_SCOPE));
          } else {
            int category = (int) (override - inCourses) * CATEGORIES_PER_OVERRIDE + 1;
            fillOverride(row, id, layout.contextOfCategory(category), 0);
          }
        });
  }

  /** Each scope is in a course of its own, or in a module of it. */
  private long contextOfScope(int scope) {
    int course = 1 + (int) ((long) scope * (layout.courseCount() - 1) / scopesInCourses);
    int modules = layout.moduleCount(course);
    return modules > 0 && draw.below(Topic.OVERRIDE_IN_MODULE, scope, 10) < 4
        ? layout.contextOfModule(course, modules / 2)
        : layout.contextOfCourse(course);
  }

  private void fillOverride(Row row, long id, long context, int ofScope) {
    long[] roles = OVERRIDDEN[ofScope];
    int capability = draw.below(Topic.OVERRIDE_CAPABILITY, id, courseCapabilities.size());
    row.add(id)
        .add(context)
        .add(roles[draw.below(Topic.OVERRIDE_ROLE, id, roles.length)])
        .add(courseCapabilities.get(capability))
        .add(PERMISSIONS[draw.below(Topic.OVERRIDE_PERMISSION, id, PERMISSIONS.length)]);
  }

  private void readCapabilities() {
    int name = SiteTable.CAPABILITIES.positionOf("name");
    int level = SiteTable.CAPABILITIES.positionOf("contextlevel");
    try (RowCursor row = demo.open(SiteTable.CAPABILITIES)) {
      while (row.next()) {
        if (row.numberAt(level) >= ContextLevel.COURSE) {
          courseCapabilities.add(row.textAt(name));
        }
      }
    }
  }

  private void readDefinitions() {
    try (RowCursor row = demo.open(SiteTable.ROLE_CAPABILITIES)) {
      while (row.next()) {
        // The demonstration's own overrides stay out: its contexts are not here.
        if (row.numberAt(1) == SiteLayout.SYSTEM_CONTEXT_ID) {
          definitions.add(permissionIn(row));
        }
      }
    }
    List<Permission> ofDemo = List.copyOf(definitions);
    for (OwnRole role : OWN) {
      for (int i = 0; i < ofDemo.size(); i++) {
        long thing = role.id() * ofDemo.size() + i;
        if (ofDemo.get(i).role() == role.basis()
            && !draw.oneIn(PERMISSIONS_PER_DROPPED_ONE, Topic.DROPPED_PERMISSION, thing)) {
          definitions.add(
              new Permission(role.id(), ofDemo.get(i).capability(), ofDemo.get(i).permission()));
        }
      }
    }
  }

  private static Permission permissionIn(FactRow row) {
    return new Permission(row.numberAt(2), row.textAt(3), row.numberAt(4));
  }
}
