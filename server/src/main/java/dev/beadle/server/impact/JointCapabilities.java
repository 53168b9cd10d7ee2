package dev.beadle.server.impact;

import dev.beadle.server.graph.CapabilityCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The capability names of both sides of an edit, each with one number: those before it keep their
 * ordinals. Immutable and so thread-safe.
 */
final class JointCapabilities {
  private final List<String> names = new ArrayList<>();
  private final List<Long> risks = new ArrayList<>();
  private final Map<String, Integer> jointOfName = new HashMap<>();
  private final int[] jointOfAfter;
  private final boolean isSame;
  private final int knownCount;

  JointCapabilities(CapabilityCatalog before, CapabilityCatalog after) {
    for (int capability = 0; capability < before.size(); capability++) {
      names.add(before.nameOf(capability));
      jointOfName.put(before.nameOf(capability), capability);
    }
    this.jointOfAfter = new int[after.size()];
    boolean same = before.size() == after.size();
    for (int capability = 0; capability < after.size(); capability++) {
      String name = after.nameOf(capability);
      int joint = jointOfName.getOrDefault(name, names.size());
      if (joint == names.size()) {
        names.add(name);
        jointOfName.put(name, joint);
      }
      jointOfAfter[capability] = joint;
      same &= joint < before.size() && guardsAlike(before, joint, after, capability);
    }
    this.isSame = same;
    int known = 0;
    for (String name : names) {
      int capabilityAfter = after.find(name);
      boolean isKnownAfter = isKnown(after, capabilityAfter);
      boolean isKnownBefore = isKnown(before, before.find(name));
      known += isKnownAfter || isKnownBefore ? 1 : 0;
      risks.add(
          isKnownAfter
              ? risksOf(after, capabilityAfter)
              : isKnownBefore ? risksOf(before, before.find(name)) : 0L);
    }
    this.knownCount = known;
  }

  /** Names on both sides together, known or not. */
  int size() {
    return names.size();
  }

  /** How many of them a check knows, on either side. */
  int knownCount() {
    return knownCount;
  }

  String nameOf(int capability) {
    return names.get(capability);
  }

  /** The risks, as they are after the edit if it is known then. */
  long risksOf(int capability) {
    return risks.get(capability);
  }

  /** The risks of a name; 0 for one that neither side has. */
  long risksOf(String name) {
    Integer capability = jointOfName.get(name);
    return capability == null ? 0 : risks.get(capability);
  }

  /** Whether the guards treat every capability after the edit as before. */
  boolean isSame() {
    return isSame;
  }

  /** The bits of ordinals before the edit as bits of joint numbers. */
  long[] ofBefore(long[] bits) {
    return bits;
  }

  /** The bits of ordinals after the edit as bits of joint numbers. */
  long[] ofAfter(long[] bits) {
    long[] joint = new long[(names.size() + Long.SIZE - 1) / Long.SIZE];
    for (int word = 0; word < bits.length; word++) {
      for (long rest = bits[word]; rest != 0; rest &= rest - 1) {
        int capability = jointOfAfter[word * Long.SIZE + Long.numberOfTrailingZeros(rest)];
        joint[capability >> 6] |= 1L << capability;
      }
    }
    return joint;
  }

  private static boolean guardsAlike(
      CapabilityCatalog before, int old, CapabilityCatalog after, int capability) {
    return before.isKnown(old) == after.isKnown(capability)
        && before.hasRow(old) == after.hasRow(capability)
        && before.writes(old) == after.writes(capability)
        && before.isBarredToGuests(old) == after.isBarredToGuests(capability)
        && before.managesLocks(old) == after.managesLocks(capability);
  }

  private static boolean isKnown(CapabilityCatalog catalog, int capability) {
    return capability != CapabilityCatalog.ABSENT && catalog.isKnown(capability);
  }

  /** Of a deprecated name those of its replacement, as a check has it (§3). */
  private static long risksOf(CapabilityCatalog catalog, int capability) {
    int replacement = catalog.replacementOf(capability);
    return catalog
        .rowOf(replacement == CapabilityCatalog.ABSENT ? capability : replacement)
        .risks();
  }
}
