package dev.beadle.client.internal.cache;

import dev.beadle.v1.Change;
import dev.beadle.v1.ContextSaved;
import dev.beadle.v1.Permission;
import dev.beadle.v1.UserSaved;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When something last changed about a user, below a context, about a capability below a context, or
 * about everything: in turns, counted up with every set of changes. What is kept is not looked for
 * when something changes; it is found to be older than the change when it is asked for. Different
 * things may share a stamp: then something is dropped that could have stayed. Written by one thread
 * at a time, read by any.
 */
final class ChangeStamps {
  private static final int SIZE = 1 << 12;
  private static final int USER_LEVEL = 30;

  private final AtomicLongArray users = new AtomicLongArray(SIZE);
  private final AtomicLongArray subtrees = new AtomicLongArray(SIZE);
  private final AtomicLongArray permissions = new AtomicLongArray(SIZE);
  private volatile long everything;

  /** Everything may be different from this turn on. */
  void stampEverything(long turn) {
    everything = turn;
  }

  /** What a change may have made different. When it cannot be told, everything. */
  void stamp(Change change, long turn) {
    switch (change.getChangeCase()) {
      case ROLE_ASSIGNED -> stampUser(change.getRoleAssigned().getUserId(), turn);
      case ROLE_UNASSIGNED -> stampUser(change.getRoleUnassigned().getUserId(), turn);
      case USER_SAVED -> stampUser(change.getUserSaved(), turn);
      case USER_REMOVED -> stampUser(change.getUserRemoved().getId(), turn);
      case PERMISSION_SET -> stampPermission(change.getPermissionSet(), turn);
      case PERMISSION_REMOVED -> stampPermission(change.getPermissionRemoved(), turn);
      case CONTEXT_SAVED -> stampContext(change.getContextSaved(), turn);
      case CONTEXT_LOCK_CHANGED ->
          subtrees.set(slotOf(change.getContextLockChanged().getId()), turn);
      // No check reads these tables.
      case ROW_SAVED, ROW_REMOVED -> {}
      case CAPABILITY_DEFINED,
          CAPABILITY_REMOVED,
          ROLE_DEFINED,
          ROLE_DELETED,
          CONTEXT_MOVED,
          CONTEXT_DELETED,
          SETTING_CHANGED,
          SETTING_REMOVED,
          CHANGE_NOT_SET ->
          stampEverything(turn);
    }
  }

  /**
   * Whether an answer of a turn may still be given.
   *
   * @param path the context of the question and those above it (context.id)
   */
  boolean isValid(long turn, long userId, String capability, long[] path) {
    if (turn < everything || turn < users.get(slotOf(userId))) {
      return false;
    }
    int hash = capability.hashCode();
    for (long context : path) {
      if (turn < subtrees.get(slotOf(context))
          || turn < permissions.get(slotOf(context * 31 + hash))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a path that was told in a turn is still the way to the root. */
  boolean isValidPath(long turn, long[] path) {
    if (turn < everything) {
      return false;
    }
    for (long context : path) {
      if (turn < subtrees.get(slotOf(context))) {
        return false;
      }
    }
    return true;
  }

  /** Only the guest account's name is told, and who is the guest concerns everybody. */
  private void stampUser(UserSaved user, long turn) {
    if (user.getUsername().isEmpty()) {
      stampUser(user.getId(), turn);
    } else {
      stampEverything(turn);
    }
  }

  private void stampUser(long userId, long turn) {
    users.set(slotOf(userId), turn);
  }

  private void stampPermission(Permission permission, long turn) {
    int hash = permission.getCapability().hashCode();
    permissions.set(slotOf(permission.getContextId() * 31 + hash), turn);
  }

  /** Without a context of his own a user is none (rules §6). */
  private void stampContext(ContextSaved context, long turn) {
    subtrees.set(slotOf(context.getId()), turn);
    if (context.getLevel() == USER_LEVEL) {
      stampUser(context.getInstanceId(), turn);
    }
  }

  private static int slotOf(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 52) & (SIZE - 1);
  }
}
