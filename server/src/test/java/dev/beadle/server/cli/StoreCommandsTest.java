package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.change.LogEntry.Origin;
import dev.beadle.server.model.Revision;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.store.SiteStore;
import dev.beadle.server.store.StoreAddress;
import dev.beadle.server.store.StoreSettings;
import dev.beadle.server.testing.AnyChange;
import dev.beadle.server.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreCommandsTest {
  @TempDir private Path folder;

  /** A site that went through a store answers as the Moodle did from which it came. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny", "quirks"})
  void export_ofAnImportedSite_isVerified(String dataset) {
    String data = folder.resolve("data").toString();
    String export = folder.resolve("export").toString();
    CommandRun imported =
        run(
            "import",
            "--site",
            CommandRun.csv(dataset, "csv"),
            "--capabilities",
            Oracle.capabilities().toString(),
            "--data",
            data);
    assertThat(imported.exitCode()).as(imported.err()).isEqualTo(ExitCode.YES);
    assertThat(imported.out()).contains("revision ").contains(".1, ");
    CommandRun exported = run("export", "--data", data, "--to", export);
    assertThat(exported.exitCode()).as(exported.err()).isEqualTo(ExitCode.YES);
    CommandRun verified =
        run(
            "verify",
            "--site",
            export,
            "--capabilities",
            export + "/capabilities.json",
            "--decisions",
            CommandRun.decisions(dataset, "has_capability"));
    assertThat(verified.exitCode()).as(verified.out()).isEqualTo(ExitCode.YES);
  }

  @Test
  void export_ofTables_givesTheSameTablesAgain() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    assertThat(
            run("export", "--site", CommandRun.csv("quirks", "csv"), "--to", "" + first).exitCode())
        .isEqualTo(ExitCode.YES);
    assertThat(run("export", "--site", "" + first, "--to", "" + second).exitCode())
        .isEqualTo(ExitCode.YES);
    try (var files = Files.list(first)) {
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().equals("capabilities.json")) {
          assertThat(second.resolve(file.getFileName())).hasSameTextualContentAs(file);
        }
      }
    }
    assertThat(run("export", "--site", "" + first, "--to", "" + second).err())
        .contains("not empty");
  }

  @Test
  void import_intoAStoreWithASite_needsReplace() throws IOException {
    String data = "" + folder.resolve("data");
    String demo = "" + CommandRun.copyOfDemo(Files.createDirectory(folder.resolve("demo")));
    assertThat(run("import", "--site", demo, "--data", data).exitCode()).isEqualTo(ExitCode.YES);
    CommandRun refused = run("import", "--site", demo, "--data", data);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err()).contains("holds a site already (--replace");
    String before = identity(data);
    assertThat(run("import", "--site", demo, "--data", data, "--replace").exitCode())
        .isEqualTo(ExitCode.YES);
    assertThat(identity(data)).isNotEqualTo(before);
  }

  @Test
  void log_ofAStore_listsWhatChanged() throws IOException {
    String data = "" + folder.resolve("data");
    String demo = "" + CommandRun.copyOfDemo(Files.createDirectory(folder.resolve("demo")));
    assertThat(run("import", "--site", demo, "--data", data).exitCode()).isEqualTo(ExitCode.YES);
    String log = identity(data);
    try (SiteStore store = open(data)) {
      store
          .openLog()
          .append(List.of(entry(log, 2, "forcelogin"), entry(log, 3, "forceloginforprofiles")));
      CommandRun listed = run("log", "--data", data);
      assertThat(listed.out())
          .isEqualTo(
              """
              %1$s.2  2026-11-20T10:00:00Z  user 5  new policy
                setting forcelogin = `1`
                role 3 assigned to user 7 in context 40 by enrol_manual 2 until 2033-05-18T03:33:20Z
              %1$s.3  2026-11-20T10:00:00Z  user 5  new policy
                setting forceloginforprofiles = `1`
                role 3 assigned to user 7 in context 40 by enrol_manual 2 until 2033-05-18T03:33:20Z
              """
                  .formatted(log));
      assertThat(run("log", "--data", data, "--limit", "1").out()).startsWith(log + ".3 ");
      assertThat(run("log", "--data", data, "--since", log + ".2", "--output", "json").out())
          .startsWith("{\"revision\":\"" + log + ".3\"")
          .contains("\"settingChanged\":{\"name\":\"forceloginforprofiles\"")
          .hasLineCount(1);
      assertThat(run("log", "--data", data, "--since", "other.2").err())
          .contains("is of another log");
      assertThat(run("log", "--data", data, "--limit", "0").exitCode())
          .isEqualTo(ExitCode.BAD_INPUT);
    }
  }

  @Test
  void export_atARevision_isTheSiteOfThen() throws IOException {
    String data = "" + folder.resolve("data");
    String demo = "" + CommandRun.copyOfDemo(Files.createDirectory(folder.resolve("demo")));
    assertThat(run("import", "--site", demo, "--data", data).exitCode()).isEqualTo(ExitCode.YES);
    String log = identity(data);
    try (SiteStore store = open(data)) {
      store
          .openLog()
          .append(List.of(entry(log, 2, "siteadmins"), entry(log, 3, "autologinguests")));
      assertThat(store.load(LoadProgress.SILENT).entries()).isEqualTo(2);
    }
    Path then = folder.resolve("then");
    CommandRun run = run("export", "--data", data, "--at-revision", log + ".2", "--to", "" + then);
    assertThat(run.out()).as(run.err()).contains("revision " + log + ".2");
    assertThat(then.resolve("config.csv")).content().contains("siteadmins,1\n");
    assertThat(
            run("export", "--data", data, "--at-revision", log + ".9", "--to", folder + "/x").err())
        .contains("the log ends at 3, before 9");
  }

  @Test
  void data_thatIsNoStore_isRefusedWithoutAStack() throws IOException {
    CommandRun none = run("log", "--data", "" + folder.resolve("nowhere"));
    assertThat(none.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(none.err()).contains("no store there");
    assertThat(none.showsStack()).isFalse();
    CommandRun missing = run("log");
    assertThat(missing.err()).contains("--data: required");
    CommandRun other = run("log", "--data", "jdbc:mariadb://host/db?password=secret");
    assertThat(other.err()).contains("unsupported store").doesNotContain("secret");
    Path file = Files.writeString(folder.resolve("file"), "");
    CommandRun noFolder =
        run("import", "--site", "" + CommandRun.demoFolder(), "--data", "" + file);
    assertThat(noFolder.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(noFolder.err()).contains("cannot make the folder");
  }

  @Test
  void words_ofEveryKindOfChange_areOneLine() {
    for (Change change : AnyChange.ofEachKind(new Random(4))) {
      assertThat(ChangeWords.of(change)).isNotBlank().doesNotContain("\n", "\r");
    }
  }

  private static LogEntry entry(String log, long position, String setting) {
    return new LogEntry(
        new Revision(log, position),
        Instant.parse("2026-11-20T10:00:00Z"),
        new Origin(5, "new policy", "", ""),
        List.of(
            new Change.SettingChanged(setting, "1"),
            new Change.RoleAssigned(
                9000 + position, 3, 40, 7, "enrol_manual", 2, 0, 2_000_000_000L)));
  }

  private static String identity(String data) {
    try (SiteStore store = open(data)) {
      return store.openLog().identity();
    }
  }

  private static SiteStore open(String data) {
    return SiteStore.open(
        StoreAddress.of(data, Map.of(), null), StoreSettings.DEFAULT, InstantSource.system());
  }

  private static CommandRun run(String... arguments) {
    return CommandRun.in(Map.of(), arguments);
  }
}
