package dev.beadle.server.graph;

import dev.beadle.server.graph.column.IdIndex;
import dev.beadle.server.graph.column.ObjectSize;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The roles of a site. Immutable and so thread-safe. Roles are ordinals, 0 to {@link #size()} - 1;
 * an id that has no row but occurs elsewhere has one too, since Moodle never looks for the row when
 * it evaluates (rules §4).
 */
public final class RoleCatalog {
  /** What the searches answer when there is no such role. */
  public static final int ABSENT = IdIndex.ABSENT;

  /**
   * One row of the table {@code role}.
   *
   * @param id role.id
   * @param name role.name; empty for the name that Moodle gives the archetype
   * @param shortName role.shortname
   * @param sortOrder role.sortorder
   * @param archetype role.archetype; empty for none
   */
  public record Role(long id, String name, String shortName, long sortOrder, String archetype) {}

  private final IdIndex ordinalOfId;
  private final long[] ids;
  private final List<Role> rows;

  private RoleCatalog(IdIndex ordinalOfId, long[] ids, List<Role> rows) {
    this.ordinalOfId = ordinalOfId;
    this.ids = ids;
    this.rows = rows;
  }

  /** The role with this id (role.id), or {@link #ABSENT} when it occurs nowhere. */
  public int find(long roleId) {
    return ordinalOfId.find(roleId);
  }

  /** Roles with and without a row. */
  public int size() {
    return ids.length;
  }

  /** role.id */
  public long idOf(int role) {
    return ids[role];
  }

  /** The role's row, or null when its id only occurs in other tables. */
  public @Nullable Role findRow(int role) {
    return role < rows.size() ? rows.get(role) : null;
  }

  /** role.shortname, or {@code role N} for an id without a row. */
  public String shortNameOf(int role) {
    Role row = findRow(role);
    return row == null ? "role " + ids[role] : row.shortName();
  }

  /** The bytes it takes. */
  public long sizeInBytes() {
    long bytes = ordinalOfId.sizeInBytes() + ObjectSize.ofArray(ids.length, Long.BYTES);
    for (Role row : rows) {
      bytes += ObjectSize.ofObject(28) + ObjectSize.ofString(row.name());
      bytes += ObjectSize.ofString(row.shortName()) + ObjectSize.ofString(row.archetype());
    }
    return bytes;
  }

  /** Gathers the catalogue: first all rows, then ids that are only mentioned. */
  static final class Builder {
    private final IdIndex.Builder ordinalOfId = new IdIndex.Builder();
    private final List<Long> ids = new ArrayList<>();
    private final List<Role> rows = new ArrayList<>();

    void add(Role row) {
      if (!ordinalOfId.add(row.id(), ids.size())) {
        throw new InvalidFactException("id", "duplicate role id " + row.id());
      }
      ids.add(row.id());
      rows.add(row);
    }

    /** The ordinal of an id that is mentioned; to be called after the last {@link #add} only. */
    int ordinalOf(long roleId) {
      int role = ordinalOfId.find(roleId);
      if (role == ABSENT) {
        role = ids.size();
        ordinalOfId.add(roleId, role);
        ids.add(roleId);
      }
      return role;
    }

    boolean hasRow(int role) {
      return role < rows.size();
    }

    boolean hasRowOfId(long roleId) {
      int role = ordinalOfId.find(roleId);
      return role != ABSENT && hasRow(role);
    }

    /** The guest role: the one named, else the first in order of archetype guest (rules §5). */
    int guestRole(long settingRoleId) {
      if (settingRoleId != 0 && hasRowOfId(settingRoleId)) {
        return ordinalOfId.find(settingRoleId);
      }
      Role first = null;
      for (Role row : rows) {
        if (row.archetype().equals("guest") && (first == null || comesBefore(row, first))) {
          first = row;
        }
      }
      return first == null ? ABSENT : ordinalOfId.find(first.id());
    }

    /** Moodle leaves open which of two roles in the same place comes first: the older one here. */
    private static boolean comesBefore(Role one, Role other) {
      return one.sortOrder() == other.sortOrder()
          ? one.id() < other.id()
          : one.sortOrder() < other.sortOrder();
    }

    RoleCatalog build() {
      long[] idArray = ids.stream().mapToLong(Long::longValue).toArray();
      return new RoleCatalog(ordinalOfId.build(), idArray, List.copyOf(rows));
    }
  }
}
