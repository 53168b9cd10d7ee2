package dev.beadle.server.graph;

import dev.beadle.server.graph.column.ObjectSize;
import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node of the context tree where permissions are stored, with the nearest such node above it: all
 * that a role can say in the contexts below, up to the next scope. Immutable and so thread-safe.
 *
 * <p>Its identity stands for its content and that of all scopes above it: a changed permission
 * makes new scopes for its node and everything below. What was worked out for a scope therefore
 * never grows stale; it is just not asked for again.
 */
public final class OverrideScope {
  private final int node;
  private final @Nullable OverrideScope parent;
  private final int[] roles;
  private final RolePermissions[] permissions;

  /**
   * Takes the arrays over.
   *
   * @param node the node's ordinal
   * @param parent the nearest scope above, or null at the top
   * @param roles ordinals, ascending
   * @param permissions of each role
   */
  OverrideScope(
      int node, @Nullable OverrideScope parent, int[] roles, RolePermissions[] permissions) {
    this.node = node;
    this.parent = parent;
    this.roles = roles;
    this.permissions = permissions;
  }

  void writeContent(ImageWriter image) {
    image.ints(roles);
    for (RolePermissions ofRole : permissions) {
      ofRole.write(image);
    }
  }

  static OverrideScope readContent(ImageReader image, int node, @Nullable OverrideScope parent) {
    int[] roles = image.ints();
    RolePermissions[] permissions = new RolePermissions[roles.length];
    for (int i = 0; i < permissions.length; i++) {
      permissions[i] = RolePermissions.read(image);
    }
    return new OverrideScope(node, parent, roles, permissions);
  }

  /** The same content below another scope. */
  OverrideScope below(@Nullable OverrideScope other) {
    return new OverrideScope(node, other, roles, permissions);
  }

  /** The node of the context tree. */
  public int node() {
    return node;
  }

  /** The nearest scope above, or null at the top. */
  public @Nullable OverrideScope findParent() {
    return parent;
  }

  /** What {@code role} says here, or null. */
  public @Nullable RolePermissions find(int role) {
    int at = Arrays.binarySearch(roles, role);
    return at < 0 ? null : permissions[at];
  }

  /** How many roles say something here. */
  public int roleCount() {
    return roles.length;
  }

  /** The role at {@code index}, 0 to {@link #roleCount()} - 1; ascending. */
  public int roleAt(int index) {
    return roles[index];
  }

  /** What the role at {@code index} says, 0 to {@link #roleCount()} - 1. */
  public RolePermissions permissionsAt(int index) {
    return permissions[index];
  }

  /** The bytes it takes, without its parent. */
  public long sizeInBytes() {
    long bytes = ObjectSize.ofObject(Integer.BYTES + 3L * ObjectSize.REFERENCE);
    bytes += ObjectSize.ofArray(roles.length, Integer.BYTES);
    bytes += ObjectSize.ofArray(roles.length, ObjectSize.REFERENCE);
    for (RolePermissions role : permissions) {
      bytes += role.sizeInBytes();
    }
    return bytes;
  }
}
