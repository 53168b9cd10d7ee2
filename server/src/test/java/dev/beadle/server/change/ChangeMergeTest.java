package dev.beadle.server.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.change.Change.ContextDeleted;
import dev.beadle.server.change.Change.ContextLockChanged;
import dev.beadle.server.change.Change.ContextMoved;
import dev.beadle.server.change.Change.ContextSaved;
import dev.beadle.server.change.Change.PermissionRemoved;
import dev.beadle.server.change.Change.PermissionSet;
import dev.beadle.server.change.Change.SettingChanged;
import dev.beadle.server.change.Change.SettingRemoved;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A series of changes made shorter says the same. */
final class ChangeMergeTest {
  private static final ContextSaved SAVED = new ContextSaved(9, 50, 9, "/1/9", 2, false);

  /** Of each row the last state is kept, where the row was first touched. */
  @Test
  void add_sameRowAgain_keepsTheLastState() {
    var set = new PermissionSet(7, 1, 5, "a", 1);
    var removed = new PermissionRemoved(7, 1, 5, "a", 1);
    assertThat(
            merged(
                new SettingChanged("a", "1"),
                set,
                new SettingChanged("a", "2"),
                removed,
                new SettingRemoved("b")))
        .containsExactly(new SettingChanged("a", "2"), removed, new SettingRemoved("b"));
  }

  /** A lock becomes part of the row that is told; alone it stays a lock. */
  @Test
  void add_lockAfterRow_isPartOfTheRow() {
    assertThat(merged(SAVED, new ContextLockChanged(9, true)))
        .containsExactly(new ContextSaved(9, 50, 9, "/1/9", 2, true));
    assertThat(merged(new ContextLockChanged(9, true), new ContextLockChanged(9, false)))
        .containsExactly(new ContextLockChanged(9, false));
    assertThat(merged(SAVED, new ContextDeleted(9))).containsExactly(new ContextDeleted(9));
  }

  /** No change of a context passes a move, and every move stays. */
  @Test
  void add_moveBetween_keepsBothSides() {
    var there = new ContextMoved(5, 6);
    var back = new ContextMoved(5, 1);
    var lock = new ContextLockChanged(9, true);
    assertThat(merged(SAVED, there, lock, back, there))
        .containsExactly(SAVED, there, lock, back, there);
  }

  /** More than may be kept. */
  @Test
  void add_tooMany_isRefused() {
    var merge = new ChangeMerge(1, new MergeBudget(10));
    merge.add(List.of(new SettingChanged("a", "1"), new SettingChanged("a", "2")));
    assertThatThrownBy(() -> merge.add(List.of(new SettingChanged("b", "1"))))
        .isInstanceOf(ChangeMerge.TooManyException.class)
        .hasMessageContaining("--max-merged-changes");
  }

  private static List<Change> merged(Change... changes) {
    var merge = new ChangeMerge(100, new MergeBudget(100));
    merge.add(List.of(changes));
    return merge.changes();
  }
}
