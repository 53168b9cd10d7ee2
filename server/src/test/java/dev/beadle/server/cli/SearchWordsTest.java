package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.model.Permission;
import dev.beadle.v1.CapabilityRisk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What is read can be typed: one word for one thing. */
final class SearchWordsTest {
  /** --risk: takes the word that a preview shows. */
  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"CAPABILITY_RISK_UNSPECIFIED", "UNRECOGNIZED"})
  void risksOf_wordOfPreview_isThatRisk(CapabilityRisk risk) {
    assertThat(SearchWords.risksOf(List.of(SearchWords.of(risk)))).isEqualTo(risk.getNumber());
  }

  /** A preview tells what has no risk, and what a later server may know. */
  @Test
  void of_noKnownRisk_isTold() {
    assertThat(SearchWords.of(CapabilityRisk.CAPABILITY_RISK_UNSPECIFIED)).isEqualTo("no risk");
    assertThat(SearchWords.of(CapabilityRisk.UNRECOGNIZED)).isEqualTo("another risk");
  }

  /** --permission: the word that an answer shows, or the stored number. */
  @ParameterizedTest
  @CsvSource({
    "allow, " + Permission.STORED_ALLOW,
    "prevent, " + Permission.STORED_PREVENT,
    "prohibit, " + Permission.STORED_PROHIBIT,
    "7, 7"
  })
  void ofPermission_stored_isWhatIsTyped(String word, long stored) {
    assertThat(SearchWords.ofPermission(stored)).isEqualTo(word);
    assertThat(SearchWords.permissionOf(word)).isEqualTo(stored);
  }
}
