package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.beadle.server.moodle.SiteReadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options by the command line, the environment and the properties file, in this order. */
final class OptionDefaultsTest {
  private static final String DEMO = CommandRun.demoFolder().toString();
  private static final String NOWHERE = "/no/such/folder";

  @TempDir private Path folder;

  /** The environment says what the command line does not: BEADLE_SITE for --site. */
  @Test
  void environment_optionNotGiven_counts() {
    CommandRun run = ask(Map.of("BEADLE_SITE", DEMO, "BEADLE_OUTPUT", "json"));
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("{");
  }

  /** The properties file says what neither does. */
  @Test
  void file_nothingElse_counts() throws Exception {
    CommandRun run = ask(Map.of("BEADLE_CONFIG", file("site=" + DEMO, "output=json")));
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("{");
  }

  /** The command line wins over both. */
  @Test
  void commandLine_allThree_wins() throws Exception {
    Map<String, String> environment =
        Map.of(
            "BEADLE_SITE",
            NOWHERE,
            "BEADLE_OUTPUT",
            "json",
            "BEADLE_CONFIG",
            file("site=" + NOWHERE, "output=json"));
    CommandRun run = ask(environment, "--site", DEMO, "--output", "text");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("yes");
  }

  /** The environment wins over the file. */
  @Test
  void environment_andFile_wins() throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("BEADLE_CONFIG", file("site=" + NOWHERE, "output=text"));
    assertThat(ask(environment).err()).contains(NOWHERE);
    environment.put("BEADLE_SITE", DEMO);
    environment.put("BEADLE_OUTPUT", "json");
    assertThat(ask(environment).out()).startsWith("{");
  }

  /** Flags, maps and hyphens in names: --without-doanything by BEADLE_WITHOUT_DOANYTHING. */
  @Test
  void environment_flagsAndMaps_count() {
    Map<String, String> environment = new HashMap<>(Map.of("BEADLE_SITE", DEMO));
    assertThat(admin(environment)).startsWith("yes  RULE_SITE_ADMIN");
    environment.put("BEADLE_WITHOUT_DOANYTHING", "true");
    assertThat(admin(environment)).startsWith("no");
    environment.put("BEADLE_WITHOUT_DOANYTHING", "false");
    assertThat(admin(environment)).startsWith("yes");
    environment.put("BEADLE_SWITCH", "44=5");
    assertThat(admin(environment)).startsWith("no");
  }

  /** The server's options, too; a value that is none is told with its option, as bad use. */
  @Test
  void environment_malformedValue_isBadUse() throws Exception {
    for (Map<String, String> environment :
        List.of(
            Map.of("BEADLE_GRPC_PORT", "many"), Map.of("BEADLE_CONFIG", file("grpc-port=many")))) {
      CommandRun run = CommandRun.in(environment, "demo", "--once");
      assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(run.err()).contains("--grpc-port", "many");
      assertThat(run.showsStack()).isFalse();
    }
  }

  /** A variable that is set to nothing says nothing. */
  @Test
  void environment_emptyValue_isAsIfNotSet() {
    CommandRun run = ask(Map.of("BEADLE_TARGET", "", "BEADLE_SITE", DEMO));
    assertThat(run.showsStack()).as(run.err()).isFalse();
    assertThat(run.exitCode()).isZero();
  }

  /** What is asked for on the command line is not overruled by the environment. */
  @Test
  void commandLine_siteGivenWhileTheEnvironmentHasATarget_answersFromTheSite() {
    Map<String, String> environment =
        Map.of("BEADLE_TARGET", "unix:" + folder.resolve("nobody.sock"));
    CommandRun run = ask(environment, "--site", DEMO);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  /** --help is not for the environment to ask. */
  @Test
  void environment_help_isNotAnOption() {
    CommandRun run = ask(Map.of("BEADLE_HELP", "true", "BEADLE_SITE", DEMO));
    assertThat(run.out()).startsWith("yes");
  }

  /** A properties file that cannot be read is told before anything is done. */
  @Test
  void file_unreadable_isRefused() throws Exception {
    String missing = folder.resolve("missing.properties").toString();
    assertThatExceptionOfType(SiteReadException.class)
        .isThrownBy(() -> BeadleCommand.create(Map.of("BEADLE_CONFIG", missing)))
        .withMessageContaining("BEADLE_CONFIG")
        .withMessageContaining(missing);
    String malformed = file("site=\\u12");
    assertThatExceptionOfType(SiteReadException.class)
        .isThrownBy(() -> BeadleCommand.create(Map.of("BEADLE_CONFIG", malformed)))
        .withMessageContaining("BEADLE_CONFIG");
    assertThatExceptionOfType(SiteReadException.class)
        .isThrownBy(() -> BeadleCommand.create(Map.of("BEADLE_CONFIG", folder.toString())));
  }

  private static String admin(Map<String, String> environment) {
    return CommandRun.in(environment, "check", "2", "mod/quiz:manage", "44").out();
  }

  private static CommandRun ask(Map<String, String> environment, String... options) {
    String[] arguments = new String[4 + options.length];
    System.arraycopy(new String[] {"check", "12", "mod/forum:rate", "45"}, 0, arguments, 0, 4);
    System.arraycopy(options, 0, arguments, 4, options.length);
    return CommandRun.in(environment, arguments);
  }

  private String file(String... lines) throws IOException {
    return Files.writeString(folder.resolve("beadle.properties"), String.join("\n", lines) + "\n")
        .toString();
  }
}
