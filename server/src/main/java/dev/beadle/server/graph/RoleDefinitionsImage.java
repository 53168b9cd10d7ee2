package dev.beadle.server.graph;

import dev.beadle.server.graph.RoleDefinitions.StoredPermission;
import dev.beadle.server.graph.column.RefColumn;
import dev.beadle.server.graph.column.SortedLongs;
import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import dev.beadle.server.graph.image.MalformedImageException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How {@link RoleDefinitions} go into an image and come back. A scope comes after the one above it,
 * which it names by its node. Stateless.
 */
final class RoleDefinitionsImage {
  private RoleDefinitionsImage() {}

  static void write(RoleDefinitions definitions, ImageWriter image) {
    RoleDefinitions.Parts parts = definitions.parts();
    writeScopes(parts, image);
    // No check meets these, and their parents mean nothing.
    parts
        .pathless()
        .write(
            image,
            (scope, to) -> {
              to.number(scope.node());
              scope.writeContent(to);
            });
    parts.scopesBelow().write(image);
    image.number(parts.shared().size());
    parts
        .shared()
        .forEach((node, rows) -> {
          image.number(node);
          image.number(rows.size());
          rows.forEach(row -> writeRow(row, image));
        });
    image.number(parts.permissionCount());
  }

  static RoleDefinitions read(ImageReader image) {
    int scopeCount = image.length();
    RefColumn<OverrideScope> scopes = readScopes(image, scopeCount);
    return new RoleDefinitions(
        new RoleDefinitions.Parts(
            scopes,
            RefColumn.read(
                image, from -> OverrideScope.readContent(from, from.smallNumber(), null)),
            SortedLongs.read(image),
            readShared(image),
            scopeCount,
            image.number()));
  }

  private static void writeScopes(RoleDefinitions.Parts parts, ImageWriter image) {
    RefColumn<OverrideScope> scopes = parts.scopes();
    image.number(parts.scopeCount());
    image.number(scopes.length());
    var written = new BitSet();
    Deque<OverrideScope> unwritten = new ArrayDeque<>();
    scopes.forEachPresent(node -> {
      OverrideScope scope = scopes.findAt(node);
      while (scope != null && !written.get(scope.node())) {
        written.set(scope.node());
        unwritten.push(scope);
        scope = scope.findParent();
      }
      while (!unwritten.isEmpty()) {
        writeScope(unwritten.pop(), image);
      }
    });
  }

  private static void writeScope(OverrideScope scope, ImageWriter image) {
    OverrideScope parent = scope.findParent();
    image.number(scope.node());
    image.number(parent == null ? ContextTree.NO_PARENT : parent.node());
    scope.writeContent(image);
  }

  private static RefColumn<OverrideScope> readScopes(ImageReader image, int scopeCount) {
    RefColumn.Editor<OverrideScope> scopes =
        RefColumn.<OverrideScope>ofAbsent(image.length()).edit();
    for (int i = 0; i < scopeCount; i++) {
      int node = image.smallNumber();
      int above = image.smallNumber();
      OverrideScope parent = above == ContextTree.NO_PARENT ? null : scopeAt(above, scopes);
      scopes.set(node, OverrideScope.readContent(image, node, parent));
    }
    return scopes.build();
  }

  private static OverrideScope scopeAt(int node, RefColumn.Editor<OverrideScope> scopes) {
    @Nullable OverrideScope scope = scopes.findAt(node);
    if (scope == null) {
      throw new MalformedImageException("no scope at node " + node);
    }
    return scope;
  }

  private static void writeRow(StoredPermission row, ImageWriter image) {
    image.number(row.rowId());
    image.number(row.context());
    image.number(row.role());
    image.number(row.capability());
    image.number(row.permission());
  }

  private static Map<Integer, List<StoredPermission>> readShared(ImageReader image) {
    Map<Integer, List<StoredPermission>> shared = new HashMap<>();
    for (int i = image.length(); i > 0; i--) {
      int node = image.smallNumber();
      List<StoredPermission> rows = new ArrayList<>();
      for (int row = image.length(); row > 0; row--) {
        rows.add(
            new StoredPermission(
                image.number(),
                image.smallNumber(),
                image.smallNumber(),
                image.smallNumber(),
                image.number()));
      }
      shared.put(node, rows);
    }
    return shared;
  }
}
