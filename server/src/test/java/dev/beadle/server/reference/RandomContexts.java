package dev.beadle.server.reference;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws a context tree with the things it belongs to: users, categories, courses, modules, blocks,
 * and things of a level that only a plug-in knows. Confined to one thread.
 */
final class RandomContexts {

  private static final int SYSTEM = 10;
  private static final int USER = 30;
  private static final int CATEGORY = 40;
  private static final int COURSE = 50;
  private static final int MODULE = 70;
  private static final int BLOCK = 80;

  /** Not one of Moodle's own: as registered by {@code $CFG->custom_context_classes}. */
  private static final int CUSTOM = 1234;

  private static final int DEEPEST_CATEGORY = 5;
  private static final int MOST_CONTEXTS = 40;

  /** A context before it is a row: its path is known only once every context has its id. */
  private static final class Node {
    final int level;
    final long instanceId;
    final @Nullable Node parent;
    final int locked;
    long id;
    boolean isWithoutRow;
    boolean isWithoutPath;
    boolean isWithoutDepth;

    Node(int level, long instanceId, @Nullable Node parent, int locked) {
      this.level = level;
      this.instanceId = instanceId;
      this.parent = parent;
      this.locked = locked;
    }

    String path() {
      return (parent == null ? "" : parent.path()) + "/" + id;
    }

    int depth() {
      return 1 + (parent == null ? 0 : parent.depth());
    }

    boolean isBelow(Node other) {
      return parent != null && (parent == other || parent.isBelow(other));
    }

    /** The categories from the top down to this one, as course_categories.path has them. */
    String categoryPath() {
      String above = parent != null && parent.level == CATEGORY ? parent.categoryPath() : "";
      return above + "/" + instanceId;
    }
  }

  private final Chance chance;
  private final RandomTables tables;
  private final List<Node> nodes = new ArrayList<>();
  private final int lockedPercent;

  RandomContexts(Chance chance, RandomTables tables) {
    this.chance = chance;
    this.tables = tables;
    lockedPercent = chance.pick(List.of(0, 5, 15, 30));
  }

  /** Draws 5 to 40 context rows; one site in five has broken ones. */
  void draw() {
    boolean broken = chance.oneIn(5);
    int wanted = chance.between(broken ? 8 : 5, MOST_CONTEXTS);
    Node system = new Node(SYSTEM, 0, null, chance.oneIn(20) ? 1 : 0);
    nodes.add(system);
    drawCourse(system);
    drawUsers(system, wanted / 2);
    drawModuleNames();
    while (nodes.size() < wanted) {
      drawThing();
    }
    if (broken) {
      breakSome();
    }
    giveIds();
    writeContexts();
    writeBlocks();
  }

  /** The ids that stand in paths although no row has them. */
  List<Long> idsWithoutRow() {
    return nodes.stream().filter(node -> node.isWithoutRow).map(node -> node.id).toList();
  }

  private Node node(int level, long instanceId, Node parent) {
    int locked = chance.percent(lockedPercent) ? chance.pick(List.of(1, 1, 1, 2)) : 0;
    Node node = new Node(level, instanceId, parent, locked);
    nodes.add(node);
    return node;
  }

  private void drawThing() {
    int kind = chance.between(0, 99);
    if (kind < 25) {
      drawCategory();
    } else if (kind < 45) {
      drawCourse(chance.pick(nodesOf(CATEGORY, SYSTEM)));
    } else if (kind < 70) {
      drawModule();
    } else if (kind < 85) {
      node(
          BLOCK,
          tables.nextId("block_instances"),
          chance.pick(nodesOf(SYSTEM, USER, CATEGORY, COURSE, MODULE)));
    } else {
      node(CUSTOM, nodes.size(), chance.pick(nodesOf(SYSTEM, USER, CATEGORY, COURSE, CUSTOM)));
    }
  }

  /** Leans towards the category drawn last, for otherwise depth 5 would hardly be seen. */
  private void drawCategory() {
    List<Node> parents =
        nodesOf(SYSTEM, CATEGORY).stream()
            .filter(node -> node.depth() <= DEEPEST_CATEGORY)
            .toList();
    Node parent = chance.percent(40) ? parents.getLast() : chance.pick(parents);
    Node category = node(CATEGORY, tables.nextId("course_categories"), parent);
    tables.add(
        "course_categories",
        category.instanceId,
        parent.level == CATEGORY ? parent.instanceId : 0,
        1,
        category.depth() - 1,
        category.categoryPath());
  }

  /** A course that would stand directly below the system becomes a category, save the first. */
  private void drawCourse(Node parent) {
    boolean frontPage = nodes.size() == 1;
    if (parent.level == SYSTEM && !frontPage) {
      drawCategory();
      return;
    }
    Node course = node(COURSE, tables.nextId("course"), parent);
    tables.add(
        "course",
        course.instanceId,
        frontPage ? 0 : parent.instanceId,
        "course" + course.instanceId,
        1,
        0,
        0,
        0);
  }

  private void drawModule() {
    Node course = chance.pick(nodesOf(COURSE));
    Node module = node(MODULE, tables.nextId("course_modules"), course);
    int kind = chance.between(1, 3);
    tables.add(
        "course_modules",
        module.instanceId,
        course.instanceId,
        kind,
        module.instanceId,
        1,
        0,
        0,
        0);
  }

  private void drawModuleNames() {
    tables.add("modules", 1, "assign", 1);
    tables.add("modules", 2, "forum", 1);
    tables.add("modules", 3, "quiz", 1);
  }

  /** The guest, somebody who mostly is the administrator, and others of every kind. */
  private void drawUsers(Node system, int mostContexts) {
    int others = chance.between(1, 10);
    drawUser(system, "guest", chance.oneIn(20), true);
    drawUser(system, "admin", false, true);
    for (int index = 0; index < others; index++) {
      boolean deleted = chance.percent(20);
      boolean context = chance.percent(deleted ? 50 : 85) && nodes.size() < mostContexts;
      drawUser(system, "", deleted, context);
    }
    if (chance.oneIn(8)) {
      node(USER, tables.nextId("user"), system); // a context whose user has no row at all
    }
  }

  private void drawUser(Node system, String username, boolean deleted, boolean context) {
    long id = tables.nextId("user");
    tables.add(
        "user",
        id,
        username.isEmpty() ? "user" + id : username,
        deleted ? 1 : 0,
        chance.oneIn(10) ? 1 : 0,
        1,
        "manual",
        1);
    if (context) {
      node(USER, id, system);
    }
  }

  private void breakSome() {
    int count = chance.between(1, 3);
    for (int index = 0; index < count; index++) {
      Node node = chance.pick(nodes.subList(1, nodes.size()));
      switch (chance.between(0, 2)) {
        case 0 -> takePath(node);
        case 1 -> node.isWithoutDepth = true;
        default -> takeRow();
      }
    }
  }

  /** Contexts below a broken one are either as before, or were never given a path either. */
  private void takePath(Node node) {
    node.isWithoutPath = true;
    node.isWithoutDepth = chance.percent(50);
    if (chance.percent(50)) {
      nodes.stream().filter(other -> other.isBelow(node)).forEach(other -> takePathOf(other, node));
    }
  }

  private static void takePathOf(Node node, Node like) {
    node.isWithoutPath = true;
    node.isWithoutDepth = like.isWithoutDepth;
  }

  /** Takes the row of a context that has others below it; their paths keep its id. */
  private void takeRow() {
    List<Node> parents =
        nodes.subList(1, nodes.size()).stream()
            .filter(node -> nodes.stream().anyMatch(other -> other.isBelow(node)))
            .toList();
    if (!parents.isEmpty()) {
      chance.pick(parents).isWithoutRow = true;
    }
  }

  /** In half of the sites ids do not grow downwards, as after categories have been moved. */
  private void giveIds() {
    nodes.getFirst().id = chance.oneIn(10) ? chance.between(2, 9) : 1;
    long offset = nodes.getFirst().id;
    List<Node> order = nodes.subList(1, nodes.size());
    for (Node node : chance.percent(50) ? chance.shuffled(order) : order) {
      node.id = offset + tables.nextId("context");
    }
  }

  private void writeContexts() {
    for (Node node : chance.percent(50) ? chance.shuffled(nodes) : nodes) {
      if (!node.isWithoutRow) {
        tables.add(
            "context",
            node.id,
            node.level,
            node.instanceId,
            node.isWithoutPath ? "" : node.path(),
            node.isWithoutDepth ? 0 : node.depth(),
            node.locked);
      }
    }
  }

  private void writeBlocks() {
    for (Node block : nodesOf(BLOCK)) {
      if (block.parent != null) {
        tables.add("block_instances", block.instanceId, "html", block.parent.id, "*");
      }
    }
  }

  private List<Node> nodesOf(Integer... levels) {
    List<Integer> wanted = List.of(levels);
    return nodes.stream().filter(node -> wanted.contains(node.level)).toList();
  }
}
