package dev.beadle.server.graph;

import dev.beadle.server.graph.column.ObjectSize;
import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import dev.beadle.server.model.Risk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The capabilities of a site, by name (rules §3). Immutable and so thread-safe.
 *
 * <p>Capabilities are ordinals, 0 to {@link #size()} - 1. A name without a row in {@code
 * capabilities} has one too when permissions mention it or when it is deprecated; no role ever
 * gives it.
 */
public final class CapabilityCatalog {
  /** What {@link #find} answers for a name that was never heard of. */
  public static final int ABSENT = -1;

  /** A check finds a description: the own row, or that of the replacement. */
  private static final int KNOWN = 1;

  private static final int WRITES = 2;
  private static final int BARRED_TO_GUESTS = 4;
  private static final int MANAGES_LOCKS = 8;
  private static final int LEGACY = 16;

  /** How the names begin that make Moodle throw (§6.2). */
  private static final String LEGACY_PREFIX = "moodle/legacy:";

  /** The one capability that writes in locked contexts (§6.7). */
  public static final String MANAGE_LOCKS = "moodle/site:managecontextlocks";

  /**
   * One row of the table {@code capabilities}.
   *
   * @param id capabilities.id
   * @param name capabilities.name
   * @param type capabilities.captype; only exactly {@code write} is guarded
   * @param level capabilities.contextlevel; it plays no part in a check
   * @param component capabilities.component
   * @param risks capabilities.riskbitmask
   */
  public record Capability(
      long id, String name, String type, long level, String component, long risks) {}

  private final Map<String, Integer> ordinalOfName;
  private final List<String> names;
  // By ordinal; null for a name without a row.
  private final @Nullable Capability[] rows;
  private final byte[] flags;
  private final int[] replacements;
  private final List<DeprecatedCapability> deprecated;
  private final CapabilityNameIndex index;

  private CapabilityCatalog(
      Map<String, Integer> ordinalOfName,
      List<String> names,
      @Nullable Capability[] rows,
      byte[] flags,
      int[] replacements,
      List<DeprecatedCapability> deprecated) {
    this.ordinalOfName = ordinalOfName;
    this.names = names;
    this.rows = rows;
    this.flags = flags;
    this.replacements = replacements;
    this.deprecated = List.copyOf(deprecated);
    this.index = new CapabilityNameIndex(names);
  }

  /** The capability of this name, or {@link #ABSENT}. Case sensitive. */
  public int find(String name) {
    Integer capability = ordinalOfName.get(name);
    return capability == null ? ABSENT : capability;
  }

  /** The capability whose name is {@code bytes[start, end)} in UTF-8, or {@link #ABSENT}. */
  public int find(byte[] bytes, int start, int end) {
    return index.find(bytes, start, end);
  }

  /** Capabilities with and without a row. */
  public int size() {
    return names.size();
  }

  /** The name as asked for, deprecated or not. */
  public String nameOf(int capability) {
    return names.get(capability);
  }

  /** Whether the site's table has a row of this name, so that roles may give it. */
  public boolean hasRow(int capability) {
    return rows[capability] != null;
  }

  /** The row of this name; only if {@link #hasRow}. */
  public Capability rowOf(int capability) {
    Capability row = rows[capability];
    if (row == null) {
      throw new IllegalArgumentException("no row of capability `" + names.get(capability) + "`");
    }
    return row;
  }

  /** Whether a check knows it: by its own row or by that of its replacement (§3). */
  public boolean isKnown(int capability) {
    return (flags[capability] & KNOWN) != 0;
  }

  /** Whether its type, or its replacement's, is exactly {@code write}. */
  public boolean writes(int capability) {
    return (flags[capability] & WRITES) != 0;
  }

  /** Whether visitors and the guest account are kept out whatever their roles say (§6.6). */
  public boolean isBarredToGuests(int capability) {
    return (flags[capability] & BARRED_TO_GUESTS) != 0;
  }

  /** Whether it is the one capability that writes in locked contexts (§6.7). */
  public boolean managesLocks(int capability) {
    return (flags[capability] & MANAGES_LOCKS) != 0;
  }

  /** Whether a check of it makes Moodle throw, row or not (§6.2). */
  public boolean isLegacy(int capability) {
    return (flags[capability] & LEGACY) != 0;
  }

  /** Whether a check of this name makes Moodle throw, whether it was ever heard of or not. */
  public static boolean isLegacy(String name) {
    return name.startsWith(LEGACY_PREFIX);
  }

  /** The names that have gone out of use, known or not. */
  public List<DeprecatedCapability> deprecated() {
    return deprecated;
  }

  /** The replacement whose row stands for a deprecated name, or {@link #ABSENT}. */
  public int replacementOf(int capability) {
    return replacements[capability];
  }

  /**
   * The name of {@link #replacementOf}; empty when there is none.
   *
   * @param capability an ordinal, or {@link #ABSENT}
   */
  public String replacementNameOf(int capability) {
    int replacement = capability == ABSENT ? ABSENT : replacements[capability];
    return replacement == ABSENT ? "" : names.get(replacement);
  }

  /** Starts a version with capabilities changed; this one stays as it is. */
  Editor edit() {
    return new Editor(this);
  }

  void write(ImageWriter image) {
    image.bytes(flags);
    image.ints(replacements);
    for (int capability = 0; capability < rows.length; capability++) {
      Capability row = rows[capability];
      image.text(names.get(capability));
      image.flag(row != null);
      if (row != null) {
        image.number(row.id());
        image.text(row.type());
        image.number(row.level());
        image.text(row.component());
        image.number(row.risks());
      }
    }
    image.number(deprecated.size());
    for (DeprecatedCapability capability : deprecated) {
      image.text(capability.name());
      image.text(capability.component());
      image.text(capability.replacement());
    }
  }

  static CapabilityCatalog read(ImageReader image) {
    byte[] flags = image.bytes();
    int[] replacements = image.ints();
    var rows = new @Nullable Capability[flags.length];
    Map<String, Integer> ordinalOfName = HashMap.newHashMap(flags.length);
    List<String> names = new ArrayList<>(flags.length);
    for (int capability = 0; capability < flags.length; capability++) {
      String name = image.text();
      names.add(name);
      ordinalOfName.put(name, capability);
      rows[capability] = image.flag() ? readRow(image, name) : null;
    }
    List<DeprecatedCapability> deprecated = new ArrayList<>();
    for (int i = image.length(); i > 0; i--) {
      deprecated.add(new DeprecatedCapability(image.text(), image.text(), image.text()));
    }
    return new CapabilityCatalog(
        ordinalOfName, List.copyOf(names), rows, flags, replacements, deprecated);
  }

  private static Capability readRow(ImageReader image, String name) {
    return new Capability(
        image.number(), name, image.text(), image.number(), image.text(), image.number());
  }

  /** The bytes it takes. */
  public long sizeInBytes() {
    long bytes = ObjectSize.ofArray(flags.length, Byte.BYTES);
    bytes += ObjectSize.ofArray(replacements.length, Integer.BYTES);
    for (String name : names) {
      // The string, its entry in the map, and its place in two lists.
      bytes += ObjectSize.ofString(name) + ObjectSize.ofObject(16) + ObjectSize.ofObject(4) + 16;
    }
    return bytes + index.sizeInBytes() + rows.length * ObjectSize.ofObject(28);
  }

  /** Gathers the catalogue: rows, and names that are only mentioned. Not thread-safe. */
  static final class Builder {
    private final Oddities oddities;
    private final Map<String, Integer> ordinalOfName = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<@Nullable Capability> rows = new ArrayList<>();
    private final Set<String> components = new HashSet<>();
    private final Set<Long> ids = new HashSet<>();

    Builder(Oddities oddities) {
      this.oddities = oddities;
    }

    void add(Capability row) {
      int capability = ordinalOf(row.name());
      if (hasRow(capability)) {
        throw new InvalidFactException("name", "duplicate capability `" + row.name() + "`");
      }
      if (!ids.add(row.id())) {
        throw new InvalidFactException("id", "duplicate capabilities id " + row.id());
      }
      if (!row.type().equals("write") && !row.type().equals("read")) {
        oddities.count(Oddity.CAPABILITY_TYPE_IRREGULAR);
      }
      rows.set(capability, row);
      components.add(row.component());
    }

    /** The ordinal of a name, which is new or not. */
    int ordinalOf(String name) {
      Integer known = ordinalOfName.get(name);
      if (known != null) {
        return known;
      }
      ordinalOfName.put(name, names.size());
      names.add(name);
      rows.add(null);
      return names.size() - 1;
    }

    boolean hasRow(int capability) {
      return rows.get(capability) != null;
    }

    CapabilityCatalog build(List<DeprecatedCapability> deprecated) {
      for (DeprecatedCapability capability : deprecated) {
        ordinalOf(capability.name());
      }
      int[] replacements = new int[names.size()];
      Arrays.fill(replacements, ABSENT);
      for (DeprecatedCapability capability : deprecated) {
        // Moodle reads the deprecations of components that own at least one capability (§3).
        boolean read =
            capability.component().isEmpty() || components.contains(capability.component());
        Integer replacement = ordinalOfName.get(capability.replacement());
        if (read && replacement != null && hasRow(replacement)) {
          replacements[ordinalOf(capability.name())] = replacement;
        }
      }
      byte[] flags = new byte[names.size()];
      for (int i = 0; i < flags.length; i++) {
        Capability described = rows.get(replacements[i] == ABSENT ? i : replacements[i]);
        int ofName = isLegacy(names.get(i)) ? LEGACY : 0;
        flags[i] = (byte) (described == null ? ofName : ofName | flagsOf(described));
      }
      return new CapabilityCatalog(
          ordinalOfName,
          List.copyOf(names),
          rows.toArray(new @Nullable Capability[0]),
          flags,
          replacements,
          deprecated);
    }

    private static int flagsOf(Capability row) {
      boolean writes = row.type().equals("write");
      int flags = KNOWN;
      flags |= writes ? WRITES : 0;
      flags |= writes || (row.risks() & Risk.BARRED_TO_GUESTS) != 0 ? BARRED_TO_GUESTS : 0;
      flags |= row.name().equals(MANAGE_LOCKS) ? MANAGES_LOCKS : 0;
      return flags;
    }
  }

  /**
   * A catalogue being changed: a name that has an ordinal keeps it, whether its row comes or goes.
   * Not thread-safe.
   */
  static final class Editor {
    private final CapabilityCatalog base;
    private final Map<String, Integer> mentioned = new LinkedHashMap<>();
    // All rows by id, once one changes: a row may change its name.
    private @Nullable Map<Long, Capability> rows;

    private Editor(CapabilityCatalog base) {
      this.base = base;
    }

    /** Puts a row, in the place of the one with its id if there is one. */
    void put(Capability row) {
      rows().put(row.id(), row);
      ordinalOf(row.name());
    }

    /** Takes the row with this id away, if there is one. */
    void remove(long capabilityId) {
      rows().remove(capabilityId);
    }

    /** The ordinal of a name, which is new or not. */
    int ordinalOf(String name) {
      int known = base.find(name);
      return known == ABSENT
          ? mentioned.computeIfAbsent(name, _ -> base.size() + mentioned.size())
          : known;
    }

    /**
     * The catalogue: that it began with when nothing has changed, else a new one.
     *
     * @throws InvalidFactException if two rows have one name
     */
    CapabilityCatalog build() {
      if (rows == null && mentioned.isEmpty()) {
        return base;
      }
      var builder = new Builder(new Oddities());
      base.names.forEach(builder::ordinalOf);
      mentioned.keySet().forEach(builder::ordinalOf);
      rows().values().forEach(builder::add);
      return builder.build(base.deprecated);
    }

    private Map<Long, Capability> rows() {
      if (rows == null) {
        rows = new LinkedHashMap<>();
        for (Capability row : base.rows) {
          if (row != null) {
            rows.put(row.id(), row);
          }
        }
      }
      return rows;
    }
  }
}
