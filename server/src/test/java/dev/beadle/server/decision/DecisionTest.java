package dev.beadle.server.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The answers (§6, §7). */
final class DecisionTest {
  /** Style, line 17: a rule's name says its effect. */
  @ParameterizedTest
  @EnumSource
  void isAllowed_everyRule_isWhatItsNameSays(Decision decision) {
    assertThat(decision.name()).startsWith(decision.isAllowed() ? "ALLOWED_" : "DENIED_");
  }

  /** §6, §7: every rule says why in its own words. */
  @Test
  void meaning_everyRule_isItsOwn() {
    assertThat(Arrays.stream(Decision.values()).map(Decision::meaning))
        .doesNotHaveDuplicates()
        .allMatch(meaning -> !meaning.isBlank() && !meaning.endsWith("."));
  }

  /** §7.4: what nobody says anything about is denied, whatever its number. */
  @Test
  void silent_anyCapability_isDenied() {
    for (int capability : new int[] {0, 1, 63, 64, 100_000}) {
      assertThat(Resolution.SILENT.decisionFor(capability))
          .isEqualTo(Decision.DENIED_NOTHING_ALLOWS);
    }
  }
}
