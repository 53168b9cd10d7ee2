package dev.beadle.server.graph;

import dev.beadle.server.graph.column.IdIndex;
import dev.beadle.server.graph.column.IntColumn;
import dev.beadle.server.graph.column.LongColumn;
import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;

/**
 * Whom a check may ask about: every user id that has a row, a context of its own, or a role
 * assignment. No names. Immutable and so thread-safe. Users are ordinals, 0 to {@link #size()} - 1.
 */
public final class UserDirectory {
  /** What {@link #find} answers for an id that occurs nowhere. */
  public static final int ABSENT = IdIndex.ABSENT;

  /** The user name of the guest account: Moodle's way to find it when no setting names it. */
  static final String GUEST_NAME = "guest";

  static final int HAS_ROW = 1;
  static final int DELETED = 2;
  static final int HAS_CONTEXT = 4;
  static final int SUSPENDED = 8;
  static final int NAMED_GUEST = 16;

  // An entry is the ordinal above one bit, which is set for whoever is not simply a live user: for
  // the others a check needs nothing more than the entry.
  private static final int REMARKABLE = 1;

  private final IdIndex entryOfId;
  private final LongColumn ids;
  private final IntColumn flags;
  private final long guestByName;

  private UserDirectory(IdIndex entryOfId, LongColumn ids, IntColumn flags, long guestByName) {
    this.entryOfId = entryOfId;
    this.ids = ids;
    this.flags = flags;
    this.guestByName = guestByName;
  }

  /** The user with this id (user.id), or {@link #ABSENT}. Cost: three array loads. */
  public int find(long userId) {
    return entryOfId.find(userId) >> 1;
  }

  /**
   * Whether there is a row that is not marked as deleted, which is enough to exist for every check
   * (§6.8). Cost: three array loads, the same as those of {@link #find}.
   */
  public boolean isLive(long userId) {
    int entry = entryOfId.find(userId);
    return entry != ABSENT && (entry & REMARKABLE) == 0;
  }

  /** The user with this id if he {@link #isLive}, or {@link #ABSENT}. Cost: three array loads. */
  public int findLive(long userId) {
    int entry = entryOfId.find(userId);
    return (entry & REMARKABLE) == 0 ? entry >> 1 : ABSENT;
  }

  /** Users with and without a row. */
  public int size() {
    return ids.length();
  }

  /** user.id */
  public long idOf(int user) {
    return ids.get(user);
  }

  /** Whether there is a row in {@code user}. */
  public boolean hasRow(int user) {
    return (flags.get(user) & HAS_ROW) != 0;
  }

  /** Whether there is a row, marked as deleted. */
  public boolean isDeleted(int user) {
    return (flags.get(user) & DELETED) != 0;
  }

  /** Whether there is a row, marked as suspended; it plays no part in a check (rules §5). */
  public boolean isSuspended(int user) {
    return (flags.get(user) & SUSPENDED) != 0;
  }

  /**
   * Whether a check of somebody else takes the user to exist (§6.8): a context of his own is
   * enough, even when his row is deleted or gone.
   */
  public boolean exists(int user) {
    int known = flags.get(user);
    return (known & HAS_CONTEXT) != 0 || (known & (HAS_ROW | DELETED)) == HAS_ROW;
  }

  /** The least id of an account named {@code guest}, or 0. */
  long guestByName() {
    return guestByName;
  }

  /** Whether there is a row with the user name {@code guest}. */
  boolean isNamedGuest(int user) {
    return (flags.get(user) & NAMED_GUEST) != 0;
  }

  /** Starts a version with users changed; this one stays as it is. */
  Editor edit() {
    return new Editor(this);
  }

  void write(ImageWriter image) {
    entryOfId.write(image);
    ids.write(image);
    flags.write(image);
    image.number(guestByName);
  }

  static UserDirectory read(ImageReader image) {
    return new UserDirectory(
        IdIndex.read(image), LongColumn.read(image), IntColumn.read(image), image.number());
  }

  /** The bytes it takes. */
  public long sizeInBytes() {
    return entryOfId.sizeInBytes() + ids.sizeInBytes() + flags.sizeInBytes();
  }

  private static int flagsOf(UserRow row) {
    return HAS_ROW
        | (row.deleted() ? DELETED : 0)
        | (row.suspended() ? SUSPENDED : 0)
        | (row.username().equals(GUEST_NAME) ? NAMED_GUEST : 0);
  }

  private static int entryOf(int user, int flags) {
    return user << 1 | ((flags & (HAS_ROW | DELETED)) == HAS_ROW ? 0 : REMARKABLE);
  }

  /** Gathers the directory. Not thread-safe. */
  static final class Builder {
    private final IdIndex.Builder ordinalOfId = new IdIndex.Builder();
    private final LongColumn.Builder ids = new LongColumn.Builder();
    private final IntColumn.Builder flags = new IntColumn.Builder();
    private long guestByName;

    void add(UserRow row) {
      int user = ordinalOf(row.id());
      if ((flags.get(user) & HAS_ROW) != 0) {
        throw new InvalidFactException("id", "duplicate user id " + row.id());
      }
      mark(user, flagsOf(row));
      if (row.username().equals(GUEST_NAME) && (guestByName == 0 || row.id() < guestByName)) {
        guestByName = row.id();
      }
    }

    void addContext(long userId) {
      mark(ordinalOf(userId), HAS_CONTEXT);
    }

    int ordinalOf(long userId) {
      int user = ordinalOfId.find(userId);
      if (user == ABSENT) {
        user = ids.length();
        ordinalOfId.add(userId, user);
        ids.add(userId);
        flags.add(0);
      }
      return user;
    }

    int find(long userId) {
      return ordinalOfId.find(userId);
    }

    boolean isMarked(int user, int flag) {
      return (flags.get(user) & flag) != 0;
    }

    int size() {
      return ids.length();
    }

    /** The account named {@code guest}, or 0: Moodle's way when no setting names it. */
    long guestByName() {
      return guestByName;
    }

    UserDirectory build() {
      var entries = new IdIndex.Builder();
      for (int user = 0; user < ids.length(); user++) {
        entries.add(ids.get(user), entryOf(user, flags.get(user)));
      }
      return new UserDirectory(entries.build(), ids.build(), flags.build(), guestByName);
    }

    private void mark(int user, int flag) {
      flags.set(user, flags.get(user) | flag);
    }
  }

  /**
   * A directory being changed: who has an ordinal keeps it, whatever becomes of him. Not
   * thread-safe.
   */
  static final class Editor {
    private final IdIndex.Editor entryOfId;
    private final LongColumn.Editor ids;
    private final IntColumn.Editor flags;
    private long guestByName;
    private boolean guestIsLost;

    private Editor(UserDirectory base) {
      this.entryOfId = base.entryOfId.edit();
      this.ids = base.ids.edit();
      this.flags = base.flags.edit();
      this.guestByName = base.guestByName;
    }

    /** Puts a row, in the place of the one with its id if there is one. */
    void put(UserRow row) {
      int user = ordinalOf(row.id());
      change(user, (flags.get(user) & HAS_CONTEXT) | flagsOf(row));
    }

    /** Takes the row with this id away, if there is one. */
    void remove(long userId) {
      int user = find(userId);
      if (user != ABSENT) {
        change(user, flags.get(user) & HAS_CONTEXT);
      }
    }

    /** Says whether there is a context of level 30 with this instance id. */
    void setContext(long userId, boolean hasContext) {
      int user = hasContext ? ordinalOf(userId) : find(userId);
      if (user != ABSENT) {
        change(user, (flags.get(user) & ~HAS_CONTEXT) | (hasContext ? HAS_CONTEXT : 0));
      }
    }

    /** The ordinal of an id, which is new or not. */
    int ordinalOf(long userId) {
      int user = find(userId);
      if (user == ABSENT) {
        user = ids.length();
        ids.add(userId);
        flags.add(0);
        entryOfId.put(userId, entryOf(user, 0));
      }
      return user;
    }

    /** The ordinal of an id, or {@link #ABSENT}. */
    int find(long userId) {
      return entryOfId.find(userId) >> 1;
    }

    boolean isMarked(int user, int flag) {
      return (flags.get(user) & flag) != 0;
    }

    int size() {
      return ids.length();
    }

    /** The directory; the editor must not be used afterwards. */
    UserDirectory build() {
      if (guestIsLost) {
        findGuest();
      }
      return new UserDirectory(entryOfId.build(), ids.build(), flags.build(), guestByName);
    }

    private void change(int user, int newFlags) {
      int oldFlags = flags.get(user);
      if (newFlags == oldFlags) {
        return;
      }
      flags.set(user, newFlags);
      long id = ids.get(user);
      if (entryOf(user, newFlags) != entryOf(user, oldFlags)) {
        entryOfId.put(id, entryOf(user, newFlags));
      }
      if ((newFlags & NAMED_GUEST) != 0) {
        guestByName = guestByName == 0 ? id : Math.min(guestByName, id);
      } else if (id == guestByName) {
        guestIsLost = true;
      }
    }

    /** Cost: a look at every user; for when the guest account is gone or has another name. */
    private void findGuest() {
      guestByName = 0;
      for (int user = 0; user < ids.length(); user++) {
        long id = ids.get(user);
        if ((flags.get(user) & NAMED_GUEST) != 0 && (guestByName == 0 || id < guestByName)) {
          guestByName = id;
        }
      }
    }
  }
}
