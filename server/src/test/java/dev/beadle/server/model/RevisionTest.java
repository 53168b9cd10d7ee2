package dev.beadle.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** House, "Revision": a position in a log, with the log's identity. */
final class RevisionTest {
  /** House: revisions of one log grow by each change. */
  @Test
  void next_anyRevision_isOneFurtherInTheSameLog() {
    assertThat(new Revision("log", 7).next()).isEqualTo(new Revision("log", 8));
  }

  /** House: a revision of another log is another one, however equal the positions. */
  @Test
  void equals_otherLog_isFalse() {
    assertThat(new Revision("log", 7)).isNotEqualTo(new Revision("gol", 7));
    assertThat(new Revision("log", 7).token()).isNotEqualTo(new Revision("gol", 7).token());
  }

  /** House: outside it is opaque, one text for one revision. */
  @Test
  void token_differentRevisions_differ() {
    assertThat(new Revision("a-1", 23).token()).isEqualTo("a-1.23");
    assertThat(new Revision("a", 0).token()).isNotEqualTo(new Revision("a", 1).token());
  }

  /** Style, line 7: values are validated. */
  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a b", "ä", "a\n", "\u0000"})
  void revision_malformedLog_isRefused(String log) {
    assertThatThrownBy(() -> new Revision(log, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Style, line 7: values are validated. */
  @Test
  void revision_outOfRange_isRefused() {
    assertThatThrownBy(() -> new Revision("log", -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Revision("x".repeat(65), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Revision("x".repeat(64), Long.MAX_VALUE).log()).hasSize(64);
  }
}
