package dev.beadle.server.graph;

import dev.beadle.server.graph.RoleDefinitions.StoredPermission;
import dev.beadle.server.graph.column.ObjectSize;
import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import java.util.Arrays;
import java.util.Collection;

/**
 * What one role says in one context: rows of {@code role_capabilities}, by capability. Immutable
 * and so thread-safe.
 */
public final class RolePermissions {
  private final int[] capabilities;
  private final long[] permissions;
  private final long[] rowIds;

  /**
   * Takes the arrays over.
   *
   * @param capabilities ordinals, ascending
   * @param permissions the stored numbers, see {@code Permission.ofStored}
   * @param rowIds role_capabilities.id
   */
  RolePermissions(int[] capabilities, long[] permissions, long[] rowIds) {
    this.capabilities = capabilities;
    this.permissions = permissions;
    this.rowIds = rowIds;
  }

  /** What the rows of one role in one context say, by capability in ascending order. */
  static RolePermissions of(Collection<StoredPermission> rows) {
    int[] capabilities = new int[rows.size()];
    long[] permissions = new long[rows.size()];
    long[] rowIds = new long[rows.size()];
    int at = 0;
    for (StoredPermission row : rows) {
      capabilities[at] = row.capability();
      permissions[at] = row.permission();
      rowIds[at++] = row.rowId();
    }
    return new RolePermissions(capabilities, permissions, rowIds);
  }

  public int size() {
    return capabilities.length;
  }

  /** The capability's ordinal at {@code index}, 0 to {@link #size()} - 1; ascending. */
  public int capabilityAt(int index) {
    return capabilities[index];
  }

  /** The stored number at {@code index}, 0 to {@link #size()} - 1. */
  public long permissionAt(int index) {
    return permissions[index];
  }

  /** role_capabilities.id at {@code index}, 0 to {@link #size()} - 1. */
  public long rowIdAt(int index) {
    return rowIds[index];
  }

  /** Where the capability stands, or a negative number. */
  public int indexOf(int capability) {
    return Arrays.binarySearch(capabilities, capability);
  }

  void write(ImageWriter image) {
    image.ints(capabilities);
    image.longs(permissions);
    image.longs(rowIds);
  }

  static RolePermissions read(ImageReader image) {
    return new RolePermissions(image.ints(), image.longs(), image.longs());
  }

  /** The bytes it takes. */
  public long sizeInBytes() {
    return ObjectSize.ofObject(3L * ObjectSize.REFERENCE)
        + ObjectSize.ofArray(capabilities.length, Integer.BYTES)
        + 2 * ObjectSize.ofArray(permissions.length, Long.BYTES);
  }
}
