package dev.beadle.server.moodle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.graph.DeprecatedCapability;
import dev.beadle.server.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The deprecated names of capabilities (§3), which no table holds. */
final class CapabilityFileTest {
  @TempDir private Path folder;

  /** §3: a name may have a replacement or none, and the file may say more. */
  @Test
  void read_everyForm_givesNamesAndReplacements() throws IOException {
    assertThat(
            read(
                """
                {"moodle": {}, "deprecated": [
                  {"name": "mod/a:b", "component": "mod_a", "replacement": "mod/a:c", "message": 1},
                  {"name": "mod/a:d", "component": "mod_a", "replacement": null},
                  {"name": "mod/a:e"}
                ]}
                """))
        .containsExactly(
            new DeprecatedCapability("mod/a:b", "mod_a", "mod/a:c"),
            new DeprecatedCapability("mod/a:d", "mod_a", ""),
            new DeprecatedCapability("mod/a:e", "", ""));
  }

  /** §3: a site may have no deprecated names. */
  @Test
  void read_emptyList_givesNone() throws IOException {
    assertThat(read("{\"deprecated\": []}")).isEmpty();
  }

  /** §3: core's own file has some, all of them with a name and a component. */
  @Test
  void read_recordedFile_givesCoresOwn() {
    assertThat(CapabilityFile.read(Oracle.capabilities()))
        .isNotEmpty()
        .allMatch(one -> !one.name().isEmpty() && !one.component().isEmpty());
  }

  /** Style, line 20: what is wrong is named by file and place. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | no list `deprecated` in a JSON object",
        "{} | no list `deprecated` in a JSON object",
        "'' | no list `deprecated` in a JSON object",
        "{\"deprecated\": {}} | no list `deprecated` in a JSON object",
        "{\"deprecated\": null} | no list `deprecated` in a JSON object",
        "{\"deprecated\": [1]} | deprecated[0] is not an object",
        "{\"deprecated\": [{\"name\": \"a\"}, []]} | deprecated[1] is not an object",
        "{\"deprecated\": [{}]} | deprecated[0] has no name",
        "{\"deprecated\": [{\"name\": \"\"}]} | deprecated[0] has no name",
        "{\"deprecated\": [{\"name\": 3}]} | deprecated[0].name is not a text: 3",
        "{\"deprecated\": [{\"name\": \"a\", \"replacement\": []}]}"
            + " | deprecated[0].replacement is not a text: []",
        "{\"deprecated\": | cannot be read",
        "{ | cannot be read"
      })
  void read_malformed_isRefusedByPlace(String text, String problem) throws IOException {
    Path file = Files.writeString(folder.resolve("capabilities.json"), text);
    assertThatThrownBy(() -> CapabilityFile.read(file))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContainingAll(file.toString(), problem);
  }

  /** Style, line 20: a file that is not there, or is no text, is named. */
  @Test
  void read_unreadable_isRefused() throws IOException {
    Path missing = folder.resolve("none.json");
    assertThatThrownBy(() -> CapabilityFile.read(missing))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContainingAll(missing.toString(), "cannot be read");
    byte[] latin =
        "{\"deprecated\": [{\"name\": \"\u00e9\"}]}".getBytes(StandardCharsets.ISO_8859_1);
    Path binary = Files.write(folder.resolve("latin.json"), latin);
    assertThatThrownBy(() -> CapabilityFile.read(binary))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContaining(binary.toString());
  }

  private List<DeprecatedCapability> read(String text) throws IOException {
    return CapabilityFile.read(Files.writeString(folder.resolve("capabilities.json"), text));
  }
}
