package dev.beadle.server.impact;

import dev.beadle.server.change.Change;
import java.util.Comparator;

/** The kinds of single edits that may turn a denial into an allow; ids are Moodle's. */
public sealed interface RemedyEdit {
  /** By kind, then by what they name: an order that stays. */
  Comparator<RemedyEdit> ORDER =
      Comparator.comparingInt(RemedyEdit::kindOrder)
          .thenComparingLong(RemedyEdit::contextId)
          .thenComparingLong(RemedyEdit::roleId);

  /** Where. */
  long contextId();

  /** Which role; 0 for none. */
  long roleId();

  /** The change that the edit is, as it would be logged. */
  Change change();

  /** Where the kinds stand when nothing else is known: what concerns least first. */
  static int kindOrder(RemedyEdit edit) {
    return switch (edit) {
      case RemovePermission _ -> 0;
      case AllowPermission _ -> 1;
      case AssignRole _ -> 2;
      case Unlock _ -> 3;
    };
  }

  /**
   * Gives the user a role in a context.
   *
   * @param change the assignment
   */
  record AssignRole(Change.RoleAssigned change) implements RemedyEdit {
    @Override
    public long contextId() {
      return change.contextId();
    }

    @Override
    public long roleId() {
      return change.roleId();
    }
  }

  /**
   * Lets a role that the user holds allow the capability in a context, whatever is stored there.
   *
   * @param change the permission
   */
  record AllowPermission(Change.PermissionSet change) implements RemedyEdit {
    @Override
    public long contextId() {
      return change.contextId();
    }

    @Override
    public long roleId() {
      return change.roleId();
    }
  }

  /**
   * Takes back a stored permission that does not allow: a prohibit, or one that stands before an
   * allow further up.
   *
   * @param change the permission as it is stored
   */
  record RemovePermission(Change.PermissionRemoved change) implements RemedyEdit {
    @Override
    public long contextId() {
      return change.contextId();
    }

    @Override
    public long roleId() {
      return change.roleId();
    }
  }

  /**
   * Unlocks a context.
   *
   * @param change the context's lock
   */
  record Unlock(Change.ContextLockChanged change) implements RemedyEdit {
    @Override
    public long contextId() {
      return change.id();
    }

    @Override
    public long roleId() {
      return 0;
    }
  }
}
