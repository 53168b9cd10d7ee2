package dev.beadle.server.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.moodle.SiteReadException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a file was recorded: RFC 1952, MTIME. */
final class RecordingTimeTest {
  private static final InstantSource OTHERWISE = InstantSource.fixed(Instant.EPOCH);

  @TempDir private Path folder;

  /** RFC 1952: seconds since 1970, without a sign, the least byte first. */
  @ParameterizedTest
  @ValueSource(longs = {1, 1_795_164_837L, 4_294_967_295L})
  void of_compressedFile_isWhenItWasWritten(long second) throws IOException {
    assertThat(RecordingTime.of(file(second), OTHERWISE).instant())
        .isEqualTo(Instant.ofEpochSecond(second));
  }

  /**
   * RFC 1952: 0 tells nothing; nor does a file that is not compressed, or shorter than a header.
   */
  @Test
  void of_fileThatTellsNothing_isOtherwise() throws IOException {
    assertThat(RecordingTime.of(file(0), OTHERWISE)).isSameAs(OTHERWISE);
    Path plain = Files.writeString(folder.resolve("plain.jsonl"), "{\"test\": \"a test\"}\n");
    assertThat(RecordingTime.of(plain, OTHERWISE)).isSameAs(OTHERWISE);
    Path empty = Files.writeString(folder.resolve("empty.jsonl"), "");
    assertThat(RecordingTime.of(empty, OTHERWISE)).isSameAs(OTHERWISE);
  }

  /** Style, line 20: a file that is not there is named. */
  @Test
  void of_missingFile_isRefused() {
    Path missing = folder.resolve("missing.jsonl.gz");
    assertThatThrownBy(() -> RecordingTime.of(missing, OTHERWISE))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContaining(missing.toString());
  }

  private Path file(long second) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write('{');
    }
    byte[] written = bytes.toByteArray();
    ByteBuffer.wrap(written).order(ByteOrder.LITTLE_ENDIAN).putInt(4, (int) second);
    return Files.write(folder.resolve("trace.jsonl.gz"), written);
  }
}
