package dev.beadle.server.graph;

import dev.beadle.server.graph.column.IdIndex;
import dev.beadle.server.graph.column.ObjectSize;
import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
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
  // By ordinal; null for an id without a row.
  private final @Nullable Role[] rows;

  private RoleCatalog(IdIndex ordinalOfId, long[] ids, @Nullable Role[] rows) {
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
    return rows[role];
  }

  /** role.shortname, or {@code role N} for an id without a row. */
  public String shortNameOf(int role) {
    Role row = findRow(role);
    return row == null ? "role " + ids[role] : row.shortName();
  }

  /** Starts a version with roles changed; this one stays as it is. */
  Builder edit() {
    return new Builder(this);
  }

  void write(ImageWriter image) {
    ordinalOfId.write(image);
    image.longs(ids);
    for (Role row : rows) {
      image.flag(row != null);
      if (row != null) {
        image.number(row.id());
        image.text(row.name());
        image.text(row.shortName());
        image.number(row.sortOrder());
        image.text(row.archetype());
      }
    }
  }

  static RoleCatalog read(ImageReader image) {
    IdIndex ordinalOfId = IdIndex.read(image);
    long[] ids = image.longs();
    var rows = new @Nullable Role[ids.length];
    for (int role = 0; role < rows.length; role++) {
      rows[role] = image.flag() ? readRow(image) : null;
    }
    return new RoleCatalog(ordinalOfId, ids, rows);
  }

  private static Role readRow(ImageReader image) {
    return new Role(image.number(), image.text(), image.text(), image.number(), image.text());
  }

  /** The bytes it takes. */
  public long sizeInBytes() {
    long bytes = ordinalOfId.sizeInBytes() + ObjectSize.ofArray(ids.length, Long.BYTES);
    for (Role row : rows) {
      if (row == null) {
        continue;
      }
      bytes += ObjectSize.ofObject(28) + ObjectSize.ofString(row.name());
      bytes += ObjectSize.ofString(row.shortName()) + ObjectSize.ofString(row.archetype());
    }
    return bytes;
  }

  /**
   * Gathers the catalogue: rows, and ids that are only mentioned. Who has an ordinal keeps it,
   * whether its row comes or goes. Not thread-safe.
   */
  static final class Builder {
    private final @Nullable RoleCatalog base;
    private final IdIndex.Editor ordinalOfId;
    private final List<Long> ids = new ArrayList<>();
    private final List<@Nullable Role> rows = new ArrayList<>();
    private boolean changed;

    Builder() {
      this.base = null;
      this.ordinalOfId = IdIndex.EMPTY.edit();
    }

    private Builder(RoleCatalog base) {
      this.base = base;
      this.ordinalOfId = base.ordinalOfId.edit();
      for (int role = 0; role < base.ids.length; role++) {
        ids.add(base.ids[role]);
        rows.add(base.rows[role]);
      }
    }

    /**
     * Adds a row.
     *
     * @throws InvalidFactException if there is one with its id
     */
    void add(Role row) {
      if (hasRowOfId(row.id())) {
        throw new InvalidFactException("id", "duplicate role id " + row.id());
      }
      put(row);
    }

    /** Puts a row, in the place of the one with its id if there is one. */
    void put(Role row) {
      rows.set(ordinalOf(row.id()), row);
      changed = true;
    }

    /** Takes the row with this id away, if there is one. */
    void remove(long roleId) {
      int role = ordinalOfId.find(roleId);
      if (role != ABSENT) {
        rows.set(role, null);
        changed = true;
      }
    }

    /** The ordinal of an id, which is new or not. */
    int ordinalOf(long roleId) {
      int role = ordinalOfId.find(roleId);
      if (role == ABSENT) {
        role = ids.size();
        ordinalOfId.put(roleId, role);
        ids.add(roleId);
        rows.add(null);
        changed = true;
      }
      return role;
    }

    boolean hasRow(int role) {
      return rows.get(role) != null;
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
        if (row != null
            && row.archetype().equals("guest")
            && (first == null || isBefore(row, first))) {
          first = row;
        }
      }
      return first == null ? ABSENT : ordinalOfId.find(first.id());
    }

    /** The catalogue; that it began with when nothing has changed. */
    RoleCatalog build() {
      if (base != null && !changed) {
        return base;
      }
      long[] idArray = ids.stream().mapToLong(Long::longValue).toArray();
      return new RoleCatalog(ordinalOfId.build(), idArray, rows.toArray(new @Nullable Role[0]));
    }

    /** Moodle leaves open which of two roles in the same place comes first: the older one here. */
    private static boolean isBefore(Role row, Role other) {
      return row.sortOrder() == other.sortOrder()
          ? row.id() < other.id()
          : row.sortOrder() < other.sortOrder();
    }
  }
}
