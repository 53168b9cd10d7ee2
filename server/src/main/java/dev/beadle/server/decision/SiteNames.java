package dev.beadle.server.decision;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;

/** What an administrator calls the things of a site. Users are named by id only. */
public final class SiteNames {
  private SiteNames() {}

  /** For example {@code Course BIO101} or {@code Module forum 12}; never empty. */
  public static String ofContext(PolicySnapshot snapshot, int context) {
    ContextTree contexts = snapshot.contexts();
    if (contexts.isGhost(context)) {
      return "(a context without a row)";
    }
    int level = contexts.levelOf(context);
    long instanceId = contexts.instanceIdOf(context);
    String kind = ContextLevel.nameOf(level);
    return switch (level) {
      case ContextLevel.SYSTEM -> kind;
      case ContextLevel.COURSE ->
          kind + " " + text(snapshot, SiteTable.COURSE, instanceId, "shortname", instanceId);
      case ContextLevel.COURSE_CATEGORY ->
          kind + " " + text(snapshot, SiteTable.COURSE_CATEGORIES, instanceId, "name", instanceId);
      case ContextLevel.MODULE -> kind + moduleType(snapshot, instanceId) + " " + instanceId;
      case ContextLevel.BLOCK ->
          kind
              + " "
              + text(snapshot, SiteTable.BLOCK_INSTANCES, instanceId, "blockname", "")
              + " "
              + instanceId;
      default -> kind + " " + instanceId;
    };
  }

  private static String moduleType(PolicySnapshot snapshot, long courseModuleId) {
    Relation courseModules = snapshot.relation(SiteTable.COURSE_MODULES);
    int row = courseModules.find(courseModuleId);
    if (row == Relation.ABSENT) {
      return "";
    }
    long moduleId = courseModules.numberAt(row, SiteTable.COURSE_MODULES.positionOf("module"));
    return " " + text(snapshot, SiteTable.MODULES, moduleId, "name", "");
  }

  private static String text(
      PolicySnapshot snapshot, SiteTable table, long id, String column, Object otherwise) {
    Relation relation = snapshot.relation(table);
    int row = relation.find(id);
    String text = row == Relation.ABSENT ? "" : relation.textAt(row, table.positionOf(column));
    return text.isEmpty() ? otherwise.toString() : text;
  }
}
