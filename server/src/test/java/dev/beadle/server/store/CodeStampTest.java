package dev.beadle.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tells one build from another. */
final class CodeStampTest {
  @TempDir private Path folder;

  @Test
  void of_jar_changesWithItsBytes() throws IOException {
    Path jar = Files.writeString(folder.resolve("some.jar"), "code");
    String stamp = CodeStamp.of(jar);
    assertThat(CodeStamp.of(jar)).isEqualTo(stamp);
    Files.writeString(jar, "mode");
    assertThat(CodeStamp.of(jar)).isNotEqualTo(stamp);
  }

  @Test
  void of_folder_changesWithAnyOfItsClasses() throws IOException {
    Files.createDirectories(folder.resolve("a/b"));
    Files.writeString(folder.resolve("a/One.class"), "one");
    Path two = Files.writeString(folder.resolve("a/b/Two.class"), "two");
    String stamp = CodeStamp.of(folder);
    Files.writeString(two, "too");
    assertThat(CodeStamp.of(folder)).isNotEqualTo(stamp);
  }

  @Test
  void ofRunningCode_askedTwice_isTheSame() throws IOException {
    assertThat(CodeStamp.ofRunningCode()).isEqualTo(CodeStamp.ofRunningCode()).isNotEmpty();
  }
}
