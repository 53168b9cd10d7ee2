package dev.beadle.server.search.roles;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.CapabilityCatalog.Capability;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The capabilities that a context offers for overriding ({@code context->get_capabilities()}, rules
 * §15). Stateless.
 */
public final class OfferedCapabilities {
  private static final String GRADES = "moodle/grade:viewall";
  private static final List<String> OF_EVERY_BLOCK =
      List.of("moodle/block:view", "moodle/block:edit");

  private OfferedCapabilities() {}

  /**
   * The capabilities, as ordinals, by name. What a module from elsewhere than Moodle's core takes
   * as plug-ins or uses of others is in no table, and so not known; nor are the capabilities that a
   * block of elsewhere uses other than those that every block does. Cost: a look at every
   * capability.
   *
   * @param context an ordinal; at a level that is not Moodle's only the capabilities of that level
   */
  public static List<Integer> of(PolicySnapshot snapshot, int context) {
    Predicate<Capability> isOffered = offerOf(snapshot, context);
    CapabilityCatalog capabilities = snapshot.capabilities();
    List<Integer> offered = new ArrayList<>();
    for (int capability = 0; capability < capabilities.size(); capability++) {
      if (capabilities.hasRow(capability) && isOffered.test(capabilities.rowOf(capability))) {
        offered.add(capability);
      }
    }
    offered.sort(Comparator.comparing(capabilities::nameOf));
    return List.copyOf(offered);
  }

  private static Predicate<Capability> offerOf(PolicySnapshot snapshot, int context) {
    int level = snapshot.contexts().levelOf(context);
    long instanceId = snapshot.contexts().instanceIdOf(context);
    return switch (level) {
      case ContextLevel.SYSTEM -> _ -> true;
      case ContextLevel.USER ->
          row -> row.level() == ContextLevel.USER || row.name().equals(GRADES);
      case ContextLevel.COURSE_CATEGORY ->
          row -> row.level() == ContextLevel.COURSE_CATEGORY || isOfCourses(row);
      case ContextLevel.COURSE -> OfferedCapabilities::isOfCourses;
      case ContextLevel.MODULE -> ofModule(moduleOf(snapshot, instanceId));
      case ContextLevel.BLOCK -> ofBlock("block_" + blockOf(snapshot, instanceId));
      default -> row -> row.level() == level;
    };
  }

  private static boolean isOfCourses(Capability row) {
    return row.level() == ContextLevel.COURSE
        || row.level() == ContextLevel.MODULE
        || row.level() == ContextLevel.BLOCK;
  }

  private static Predicate<Capability> ofModule(String module) {
    List<String> used = ModulePlugins.usedBy(module);
    String own = "mod_" + module;
    return row -> {
      String component = row.component();
      if (ModulePlugins.isOf(component, module) || used.contains(row.name())) {
        return true;
      }
      boolean isOfAnother =
          (component.startsWith("mod_") && !component.equals(own))
              || ModulePlugins.isOfAny(component);
      return row.level() == ContextLevel.MODULE && !isOfAnother;
    };
  }

  private static Predicate<Capability> ofBlock(String component) {
    return row ->
        (row.level() == ContextLevel.BLOCK && row.component().equals(component))
            || OF_EVERY_BLOCK.contains(row.name());
  }

  /** The module's name; empty when its rows are gone. */
  private static String moduleOf(PolicySnapshot snapshot, long courseModuleId) {
    Relation courseModules = snapshot.relation(SiteTable.COURSE_MODULES);
    int row = courseModules.find(courseModuleId);
    if (row == Relation.ABSENT) {
      return "";
    }
    long moduleId = courseModules.numberAt(row, SiteTable.COURSE_MODULES.positionOf("module"));
    return textOf(snapshot, SiteTable.MODULES, moduleId, "name");
  }

  private static String blockOf(PolicySnapshot snapshot, long blockId) {
    return textOf(snapshot, SiteTable.BLOCK_INSTANCES, blockId, "blockname");
  }

  private static String textOf(PolicySnapshot snapshot, SiteTable table, long id, String column) {
    Relation relation = snapshot.relation(table);
    int row = relation.find(id);
    return row == Relation.ABSENT ? "" : relation.textAt(row, table.positionOf(column));
  }
}
