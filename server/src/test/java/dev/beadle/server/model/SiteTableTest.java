package dev.beadle.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.model.Column.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables and columns that are read (§16). */
final class SiteTableTest {
  /** §16: names are Moodle's own; the first column tells rows apart. */
  @ParameterizedTest
  @EnumSource
  void columns_everyTable_beginWithWhatTellsRowsApart(SiteTable table) {
    assertThat(table.tableName()).matches("[a-z_]+");
    List<String> names = table.columns().stream().map(Column::name).toList();
    assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z]+"));
    assertThat(names.getFirst()).isEqualTo(table == SiteTable.CONFIG ? "name" : "id");
    for (int i = 0; i < names.size(); i++) {
      assertThat(table.positionOf(names.get(i))).isEqualTo(i);
    }
  }

  /** §16: a column that is not read has no position. */
  @Test
  void positionOf_columnNotRead_isRefused() {
    assertThatThrownBy(() -> SiteTable.USER.positionOf("email"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("user has no column email");
  }

  /** §16: what a row refers to is read before it. */
  @Test
  void values_inOrder_referencesComeLater() {
    assertThat(SiteTable.values())
        .containsSubsequence(
            SiteTable.CAPABILITIES,
            SiteTable.ROLE,
            SiteTable.CONTEXT,
            SiteTable.USER,
            SiteTable.CONFIG,
            SiteTable.ROLE_CAPABILITIES,
            SiteTable.ROLE_ASSIGNMENTS);
  }

  /** Security: no column that could hold a secret is read as it is. */
  @Test
  void columns_secrets_areReadAsPresenceOnly() {
    for (SiteTable table : SiteTable.values()) {
      for (Column column : table.columns()) {
        if (column.name().contains("pass") || column.name().contains("key")) {
          assertThat(column.kind()).isEqualTo(Kind.PRESENCE);
        }
      }
    }
  }

  /** A kind is of texts or of numbers, and a table may lack only what is said so. */
  @ParameterizedTest
  @EnumSource
  void kinds_names_sayWhatTheyAre(Kind kind) {
    assertThat(kind.isText()).isEqualTo(kind.name().endsWith("TEXT"));
    assertThat(kind.isOptional()).isEqualTo(kind.name().startsWith("OPTIONAL"));
  }
}
