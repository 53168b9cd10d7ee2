package dev.beadle.server.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.beadle.server.testing.AnyChange;
import dev.beadle.server.testing.Seeds;
import dev.beadle.v1.RoleDeleted;
import dev.beadle.v1.TableRow;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ChangeMessagesTest {
  /** House, "The way of one change": what is logged and watched is what happened. */
  @Test
  void messages_ofEveryKindOfChange_giveTheChangeAgain() {
    Seeds.check(
        50,
        seed -> {
          for (Change change : AnyChange.ofEachKind(new Random(seed))) {
            byte[] bytes = ChangeMessages.toMessage(change).toByteArray();
            assertThat(ChangeMessages.toChange(dev.beadle.v1.Change.parseFrom(bytes)))
                .isEqualTo(change);
          }
        });
  }

  @Test
  void message_thatSaysNothing_isRefused() {
    assertThatThrownBy(() -> ChangeMessages.toChange(dev.beadle.v1.Change.getDefaultInstance()))
        .isInstanceOf(MalformedChangeException.class)
        .hasMessage("a change that says nothing");
  }

  /** A later version's kind of change must not be skipped: the facts would be others. */
  @Test
  void message_ofAKindThatIsNotKnown_isRefused() throws InvalidProtocolBufferException {
    var later = UnknownFieldSet.newBuilder().addField(999, field(7)).build();
    var message = dev.beadle.v1.Change.parseFrom(later.toByteArray());
    assertThatThrownBy(() -> ChangeMessages.toChange(message))
        .isInstanceOf(MalformedChangeException.class)
        .hasMessage("Change has fields that this version does not know: [999]");
  }

  @Test
  void message_withAFieldThatIsNotKnown_isRefused() {
    var deleted =
        RoleDeleted.newBuilder()
            .setId(5)
            .setUnknownFields(UnknownFieldSet.newBuilder().addField(12, field(1)).build());
    var message = dev.beadle.v1.Change.newBuilder().setRoleDeleted(deleted).build();
    assertThatThrownBy(() -> ChangeMessages.toChange(message))
        .isInstanceOf(MalformedChangeException.class)
        .hasMessage("RoleDeleted has fields that this version does not know: [12]");
  }

  @Test
  void row_ofAnotherShapeThanItsTable_isRefused() {
    TableRow modules =
        TableRow.newBuilder()
            .setTable("modules")
            .putValues("id", "1")
            .putValues("name", "forum")
            .putValues("visible", "1")
            .build();
    assertRefused(modules.toBuilder().setTable("modulez"), "unknown table `modulez`");
    assertRefused(modules.toBuilder().removeValues("name"), "modules.name: no value");
    assertRefused(
        modules.toBuilder().putValues("more", "1"),
        "modules: 4 values (expected: one for each of the 3 columns)");
    assertRefused(
        modules.toBuilder().putValues("id", "1.5"), "modules.id: `1.5` is not a whole number");
    assertRefused(
        modules.toBuilder().putValues("id", "+1"), "modules.id: `+1` is not a whole number");
  }

  @Test
  void row_ofATableWithChangesOfItsOwn_isRefused() {
    assertRefused(
        TableRow.newBuilder().setTable("config").putValues("name", "a").putValues("value", "b"),
        "config has changes of its own");
  }

  private static void assertRefused(TableRow.Builder row, String message) {
    var saved = dev.beadle.v1.Change.newBuilder().setRowSaved(row).build();
    var removed = dev.beadle.v1.Change.newBuilder().setRowRemoved(row).build();
    for (var change : new dev.beadle.v1.Change[] {saved, removed}) {
      assertThatThrownBy(() -> ChangeMessages.toChange(change))
          .isInstanceOf(MalformedChangeException.class)
          .hasMessage(message);
    }
  }

  private static UnknownFieldSet.Field field(long value) {
    return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
  }
}
