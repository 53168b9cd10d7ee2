package dev.beadle.server.graph;

import dev.beadle.server.model.Revision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the next snapshot from one and the rows that changed since. The base stays as it is, and
 * what did not change is shared with it. Changes take effect in the order in which they are said;
 * after an {@link InvalidFactException} the editor must not be used any more. Not thread-safe.
 *
 * <p>Cost: that of what changes, whatever the size of the site: tens of microseconds for a row. A
 * change that touches contexts whose rows contradict each other costs as much as loading the site.
 */
public final class SnapshotEditor {
  private final PolicySnapshot base;
  private final List<Edit> edits = new ArrayList<>();
  private Target target;

  private SnapshotEditor(PolicySnapshot base) {
    this.base = base;
    this.target = new InPlaceEdit(base);
  }

  /** Where edits go: into a version of the base, or over its rows. */
  sealed interface Target permits InPlaceEdit, ReloadingEdit {
    void put(TableRow row);

    void remove(TableRow row);

    void moveContext(long contextId, long newParentId);

    void lockContext(long contextId, boolean locked);

    PolicySnapshot build(Revision revision, Instant at);
  }

  /** One call of this editor. */
  private interface Edit {
    void performOn(Target target);
  }

  /** Starts from a snapshot. */
  public static SnapshotEditor of(PolicySnapshot base) {
    return new SnapshotEditor(base);
  }

  /**
   * Puts a row, in the place of the one with the same first column if there is one. Permissions and
   * assignments are looked for by what else says where they are: context, role and capability, or
   * the user; one that goes elsewhere is removed first.
   *
   * @throws InvalidFactException if no site could have the row
   */
  public void put(TableRow row) {
    perform(edited -> edited.put(row));
  }

  /**
   * Removes the row with this first column, if there is one.
   *
   * @param row with the columns that say where it is found: the user of an assignment, the context,
   *     role and capability of a permission
   */
  public void remove(TableRow row) {
    perform(edited -> edited.remove(row));
  }

  /**
   * Puts a context below another, with all that lies below it.
   *
   * @throws InvalidFactException if there is no such context, or it would lie below itself
   */
  public void moveContext(long contextId, long newParentId) {
    perform(edited -> edited.moveContext(contextId, newParentId));
  }

  /**
   * Locks or unlocks a context.
   *
   * @throws InvalidFactException if there is no such context
   */
  public void lockContext(long contextId, boolean locked) {
    perform(edited -> edited.lockContext(contextId, locked));
  }

  /**
   * The next snapshot; the editor must not be used afterwards.
   *
   * @param at when these facts hold: it decides which assignments count; a time before the one that
   *     the base counts for is as good as that, since time does not run backwards
   * @throws InvalidFactException if the facts are none that a site could have
   */
  public PolicySnapshot build(Revision revision, Instant at) {
    try {
      return target.build(revision, at);
    } catch (NotInPlaceException damaged) {
      startOver();
      return target.build(revision, at);
    }
  }

  private void perform(Edit edit) {
    edits.add(edit);
    try {
      edit.performOn(target);
    } catch (NotInPlaceException damaged) {
      startOver();
    }
  }

  private void startOver() {
    target = new ReloadingEdit(base);
    edits.forEach(edit -> edit.performOn(target));
  }
}
