package dev.beadle.server.impact;

import dev.beadle.server.graph.RoleCatalog;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The roles of both sides of an edit, each with one number, in the order in which a site lists
 * them: by their place in the order of roles, those without a row last, then by id. Not
 * thread-safe.
 */
final class JointRoles {
  private final List<Long> ids;
  private final int[] jointOfBefore;
  private final int[] jointOfAfter;
  private final int[] ordinalBefore;
  private final int[] ordinalAfter;
  private final Map<BitSet, Integer> numberOfSet = new HashMap<>();
  private final List<BitSet> sets = new ArrayList<>();

  JointRoles(RoleCatalog before, RoleCatalog after) {
    var all = new TreeSet<Long>();
    for (int role = 0; role < before.size(); role++) {
      all.add(before.idOf(role));
    }
    for (int role = 0; role < after.size(); role++) {
      all.add(after.idOf(role));
    }
    ids = new ArrayList<>(all);
    ids.sort(Comparator.comparingLong(id -> orderOf(id, after, before)));
    ordinalBefore = new int[ids.size()];
    ordinalAfter = new int[ids.size()];
    jointOfBefore = new int[before.size()];
    jointOfAfter = new int[after.size()];
    for (int role = 0; role < ids.size(); role++) {
      ordinalBefore[role] = before.find(ids.get(role));
      ordinalAfter[role] = after.find(ids.get(role));
      if (ordinalBefore[role] != RoleCatalog.ABSENT) {
        jointOfBefore[ordinalBefore[role]] = role;
      }
      if (ordinalAfter[role] != RoleCatalog.ABSENT) {
        jointOfAfter[ordinalAfter[role]] = role;
      }
    }
  }

  int size() {
    return ids.size();
  }

  /** role.id */
  long idOf(int role) {
    return ids.get(role);
  }

  int ofBefore(int ordinal) {
    return jointOfBefore[ordinal];
  }

  int ofAfter(int ordinal) {
    return jointOfAfter[ordinal];
  }

  /** The ordinals before the edit of a set of roles. */
  BitSet before(BitSet roles) {
    return ordinals(roles, ordinalBefore);
  }

  /** The ordinals after the edit of a set of roles. */
  BitSet after(BitSet roles) {
    return ordinals(roles, ordinalAfter);
  }

  /** The number of a set of roles: the same for equal ones. */
  int numberOf(BitSet roles) {
    Integer known = numberOfSet.get(roles);
    if (known != null) {
      return known;
    }
    var copy = (BitSet) roles.clone();
    numberOfSet.put(copy, sets.size());
    sets.add(copy);
    return sets.size() - 1;
  }

  /** The set of a number; not to be changed. */
  BitSet setOf(int number) {
    return sets.get(number);
  }

  private static BitSet ordinals(BitSet roles, int[] ordinalOf) {
    var ordinals = new BitSet();
    for (int role = roles.nextSetBit(0); role >= 0; role = roles.nextSetBit(role + 1)) {
      if (ordinalOf[role] != RoleCatalog.ABSENT) {
        ordinals.set(ordinalOf[role]);
      }
    }
    return ordinals;
  }

  private static long orderOf(long id, RoleCatalog first, RoleCatalog second) {
    for (RoleCatalog catalog : List.of(first, second)) {
      int role = catalog.find(id);
      RoleCatalog.Role row = role == RoleCatalog.ABSENT ? null : catalog.findRow(role);
      if (row != null) {
        return row.sortOrder();
      }
    }
    return Long.MAX_VALUE;
  }
}
