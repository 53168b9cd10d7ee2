package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Redaction: a URL that may hold credentials is left out of a message, the rest stays. */
final class RedactionTest {
  /** Whatever may hold a secret goes, with all that hangs on it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/moodle?user=u&password=cAnArY",
        "JDBC:mysql://db/moodle?password=cAnArY",
        "jdbc:oracle:thin:u/cAnArY@db",
        "postgresql://u:cAnArY@db/moodle",
        "http://u:cAnArY@db",
        "--site=jdbc:postgresql://db/moodle?password=cAnArY",
        "x://db/?cAnArY"
      })
  void messageOf_urlWithASecret_leavesItOut(String url) {
    for (String message : new String[] {"bad: '" + url + "' here", url, "`" + url + "`: no"}) {
      assertThat(Redaction.messageOf(new IllegalArgumentException(message)))
          .doesNotContain("cAnArY")
          .contains("not shown");
    }
  }

  /** What holds none stays as it is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data/export/role.csv:7, column id: malformed number `x`",
        "postgresql://db:5432/moodle: connection refused",
        "unix:/run/beadle.sock",
        "context.id: no context has the id 7",
        "a@b ? c"
      })
  void messageOf_nothingSecret_staysAsItIs(String message) {
    assertThat(Redaction.messageOf(new IllegalArgumentException(message))).isEqualTo(message);
  }

  /** A failure without a message is told all the same. */
  @Test
  void messageOf_noMessage_isSomething() {
    assertThat(Redaction.messageOf(new IllegalStateException())).isNotEmpty();
  }

  /** looksLikeUrl: a folder is none. */
  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db/moodle, true",
    "' jdbc:postgresql://db/moodle', true",
    "JDBC:x, true",
    "postgresql://u:p@db/moodle, true",
    "./export, false",
    "/data/moodle, false",
    "C:/data, false",
    "jdbc, false",
    "'', false"
  })
  void looksLikeUrl_text_isOneOrNot(String text, boolean isUrl) {
    assertThat(Redaction.looksLikeUrl(text)).isEqualTo(isUrl);
  }
}
