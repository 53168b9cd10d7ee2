package dev.beadle.server.graph;

import dev.beadle.server.graph.RoleDefinitions.StoredPermission;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What all roles say in one context while it changes. Not thread-safe. */
final class ScopeDraft {
  private final @Nullable OverrideScope stored;
  // Of the roles that changed only; the rest is taken over as it is.
  private final SortedMap<Integer, SortedMap<Integer, StoredPermission>> ofRoles = new TreeMap<>();
  // Rows of which another says the same: they must go before the batch ends, in whatever order.
  private final Map<Long, StoredPermission> outdone = new HashMap<>();

  ScopeDraft(@Nullable OverrideScope stored) {
    this.stored = stored;
  }

  /** Puts a row; says whether it is one more. */
  boolean put(StoredPermission row) {
    SortedMap<Integer, StoredPermission> permissions = permissionsOf(row.role(), row.context());
    StoredPermission known = permissions.put(row.capability(), row);
    if (known != null && known.rowId() != row.rowId()) {
      outdone.put(known.rowId(), known);
    }
    return outdone.remove(row.rowId()) == null && (known == null || known.rowId() != row.rowId());
  }

  /** Puts a row unless a later one says something of the same: two contexts of one path (§4). */
  void putLatest(StoredPermission row) {
    permissionsOf(row.role(), row.context())
        .merge(row.capability(), row, (one, other) -> one.rowId() > other.rowId() ? one : other);
  }

  /** Removes a row; says whether it was there. */
  boolean remove(StoredPermission row) {
    if (outdone.remove(row.rowId()) != null) {
      return true;
    }
    SortedMap<Integer, StoredPermission> permissions = permissionsOf(row.role(), row.context());
    StoredPermission known = permissions.get(row.capability());
    if (known == null || known.rowId() != row.rowId()) {
      return false;
    }
    permissions.remove(row.capability());
    return true;
  }

  /**
   * Says that no more rows come or go.
   *
   * @throws InvalidFactException if two rows say something of the same
   */
  void settle() {
    for (StoredPermission row : outdone.values()) {
      throw new InvalidFactException(
          "capability",
          "second permission of the same role, context and capability: id " + row.rowId());
    }
  }

  /** Whether no role says anything. */
  boolean isEmpty() {
    return roles().isEmpty();
  }

  /** The scope that this makes below another, or at the top. */
  OverrideScope scope(int node, @Nullable OverrideScope parent) {
    SortedMap<Integer, RolePermissions> said = roles();
    int[] roles = new int[said.size()];
    RolePermissions[] permissions = new RolePermissions[roles.length];
    int at = 0;
    for (var entry : said.entrySet()) {
      roles[at] = entry.getKey();
      permissions[at++] = entry.getValue();
    }
    return new OverrideScope(node, parent, roles, permissions);
  }

  private SortedMap<Integer, RolePermissions> roles() {
    SortedMap<Integer, RolePermissions> said = new TreeMap<>();
    for (int i = 0; stored != null && i < stored.roleCount(); i++) {
      said.put(stored.roleAt(i), stored.permissionsAt(i));
    }
    ofRoles.forEach((role, permissions) -> {
      if (permissions.isEmpty()) {
        said.remove(role);
      } else {
        said.put(role, RolePermissions.of(permissions.values()));
      }
    });
    return said;
  }

  private SortedMap<Integer, StoredPermission> permissionsOf(int role, int context) {
    return ofRoles.computeIfAbsent(
        role,
        _ -> {
          SortedMap<Integer, StoredPermission> permissions = new TreeMap<>();
          RolePermissions known = stored == null ? null : stored.find(role);
          for (int i = 0; known != null && i < known.size(); i++) {
            permissions.put(
                known.capabilityAt(i),
                new StoredPermission(
                    known.rowIdAt(i), context, role, known.capabilityAt(i), known.permissionAt(i)));
          }
          return permissions;
        });
  }
}
