package dev.beadle.server.graph;

import dev.beadle.server.graph.column.IdIndex;
import dev.beadle.server.graph.column.IntColumn;
import dev.beadle.server.graph.column.LongColumn;

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

  /** The id of the account named {@code guest}, or 0. */
  long guestByName() {
    return guestByName;
  }

  /** The bytes it takes. */
  public long sizeInBytes() {
    return entryOfId.sizeInBytes() + ids.sizeInBytes() + flags.sizeInBytes();
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
      mark(user, HAS_ROW | (row.deleted() ? DELETED : 0) | (row.suspended() ? SUSPENDED : 0));
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
        boolean isLive = (flags.get(user) & (HAS_ROW | DELETED)) == HAS_ROW;
        entries.add(ids.get(user), user << 1 | (isLive ? 0 : REMARKABLE));
      }
      return new UserDirectory(entries.build(), ids.build(), flags.build(), guestByName);
    }

    private void mark(int user, int flag) {
      flags.set(user, flags.get(user) | flag);
    }
  }
}
