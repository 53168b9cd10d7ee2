package dev.beadle.server.moodle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever has become of an export's bytes: it either loads, or is refused by a message that names
 * the file; and what nobody may do, nobody may do afterwards.
 */
final class CsvFuzzTest {
  private static final List<SiteTable> TABLES = List.of(SiteTable.values());
  private static final List<SiteTable> READ_BY_CHECKS =
      List.of(
          SiteTable.CAPABILITIES,
          SiteTable.ROLE,
          SiteTable.CONTEXT,
          SiteTable.USER,
          SiteTable.CONFIG,
          SiteTable.COURSE,
          SiteTable.ROLE_CAPABILITIES,
          SiteTable.ROLE_ASSIGNMENTS);
  private static final int SITES = 1500;
  private static final int COMPRESSED_SITES = 100;
  private static final Duration LONGEST_LOAD = Duration.ofSeconds(30);

  /** Permissions make most of a site and are alike: so many will do. */
  private static final int MOST_ROWS = 400;

  private static final long UNKNOWN_USER = 7_777_777_777L;
  private static final long ADMIN = 2;

  /** What makes trouble in CSV and in numbers; drawn more often than other bytes. */
  private static final byte[] TROUBLE =
      ",,\"\"\n\r\0;/-+. 0123456789eEx\u00e9\uFEFF".getBytes(StandardCharsets.UTF_8);

  private final DecisionPoint decisionPoint = new DecisionPoint(new Resolver());
  private final Map<SiteTable, byte[]> files = new EnumMap<>(SiteTable.class);

  /** A site in memory, of which one file is not what it was. */
  private final class MutatedTables implements TableSource {
    private final SiteTable mutated;
    private final byte[] bytes;
    private final String ending;

    MutatedTables(SiteTable mutated, byte[] bytes, String ending) {
      this.mutated = mutated;
      this.bytes = bytes;
      this.ending = ending;
    }

    @Override
    public RowCursor open(SiteTable table) {
      String name = table.tableName() + ".csv" + (table == mutated ? ending : "");
      byte[] content = table == mutated ? bytes : contentOf(table);
      return CsvFile.open(name, new ByteArrayInputStream(content), table.columns());
    }

    @Override
    public String description() {
      return "a mutated site";
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  @BeforeEach
  void readTiny() throws IOException {
    for (SiteTable table : SiteTable.values()) {
      var file = Oracle.dataset("tiny").resolve("csv").resolve(table.tableName() + ".csv.gz");
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        String shortened =
            text.lines().limit(MOST_ROWS).collect(Collectors.joining("\n", "", "\n"));
        files.put(table, shortened.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** House, "a failed load never silently passes": bytes of one file changed at random. */
  @Test
  void load_mutatedFile_loadsOrIsRefusedByName() {
    Seeds.check(SITES, seed -> check(mutatedTables(seed)));
  }

  /** Changes are small enough for many sites to load, and large enough for many to be refused. */
  @Test
  void load_manyMutatedFiles_someLoadAndSomeAreRefused() {
    int loaded = 0;
    for (long seed = 1; seed <= COMPRESSED_SITES; seed++) {
      loaded += check(mutatedTables(seed)) ? 1 : 0;
    }
    assertThat(loaded).isBetween(COMPRESSED_SITES / 10, COMPRESSED_SITES * 9 / 10);
  }

  /** The same of a compressed file, whose bytes are mostly beyond repair. */
  @Test
  void load_mutatedCompressedFile_loadsOrIsRefusedByName() {
    Seeds.check(
        COMPRESSED_SITES,
        seed -> {
          var random = new Random(seed);
          SiteTable table = anyTable(random);
          byte[] bytes = mutated(compressed(contentOf(table)), random);
          check(new MutatedTables(table, bytes, ".gz"));
        });
  }

  /** Files of bytes that were never a table. */
  @Test
  void load_randomBytes_isRefusedByName() {
    Seeds.check(
        COMPRESSED_SITES,
        seed -> {
          var random = new Random(seed);
          byte[] bytes = new byte[random.nextInt(300)];
          random.nextBytes(bytes);
          SiteTable table = anyTable(random);
          assertThat(check(new MutatedTables(table, bytes, ""))).isFalse();
        });
  }

  private MutatedTables mutatedTables(long seed) {
    var random = new Random(seed);
    SiteTable table = anyTable(random);
    return new MutatedTables(table, mutated(contentOf(table), random), "");
  }

  /** Says whether it loaded; never for ever. */
  private boolean check(MutatedTables tables) {
    return assertTimeoutPreemptively(LONGEST_LOAD, () -> loads(tables));
  }

  private boolean loads(MutatedTables tables) {
    PolicySnapshot snapshot;
    try {
      snapshot =
          new SiteLoader(List.of(), Oracle.CLOCK, LoadProgress.SILENT)
              .load(tables, Oracle.REVISION)
              .snapshot();
    } catch (SiteReadException refused) {
      assertThat(refused).hasMessageContaining(tables.mutated.tableName());
      return false;
    }
    assertNobodyGainsWhatNobodyHad(snapshot);
    return true;
  }

  /** §6.3, §6.8: an unknown user may do nothing, and nobody may do what is unknown. */
  private void assertNobodyGainsWhatNobodyHad(PolicySnapshot snapshot) {
    int known = Math.min(20, snapshot.capabilities().size());
    for (int context = 0; context < snapshot.contexts().contextCount(); context++) {
      for (int capability = 0; capability < known; capability++) {
        assertDenied(snapshot, UNKNOWN_USER, context, capability);
      }
      assertDenied(snapshot, ADMIN, context, CapabilityCatalog.ABSENT);
    }
  }

  private void assertDenied(PolicySnapshot snapshot, long userId, int context, int capability) {
    var query = new AccessQuery(userId, context, capability, Environment.DEFAULT);
    if (decisionPoint.decide(snapshot, query).isAllowed()) {
      throw new AssertionError("allowed: " + query);
    }
  }

  private byte[] contentOf(SiteTable table) {
    byte[] content = files.get(table);
    if (content == null) {
      throw new IllegalStateException("no file for " + table);
    }
    return content;
  }

  /** Mostly one that decides. */
  private static SiteTable anyTable(Random random) {
    List<SiteTable> tables = random.nextInt(4) == 0 ? TABLES : READ_BY_CHECKS;
    return tables.get(random.nextInt(tables.size()));
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    int mutations = 1 + random.nextInt(4);
    for (int i = 0; i < mutations && bytes.length > 0; i++) {
      int at = random.nextInt(bytes.length);
      int length = Math.min(random.nextInt(30), bytes.length - at);
      bytes =
          switch (random.nextInt(7)) {
            case 0 -> replaced(bytes, at, 0, anyByte(random));
            case 1 -> replaced(bytes, at, 1, anyByte(random));
            case 2 -> replaced(bytes, at, 1, (byte) (bytes[at] ^ (1 << random.nextInt(8))));
            case 3 -> replaced(bytes, at, length);
            case 4 -> replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            case 5 -> replaced(bytes, at, Math.min(1, length), digits(random));
            default -> random.nextInt(5) == 0 ? Arrays.copyOf(bytes, at) : bytes;
          };
    }
    return bytes;
  }

  private static byte anyByte(Random random) {
    return random.nextInt(4) == 0
        ? (byte) random.nextInt()
        : TROUBLE[random.nextInt(TROUBLE.length)];
  }

  /** A number of up to 21 digits: around the limits of what fits. */
  private static byte[] digits(Random random) {
    String text = (random.nextBoolean() ? "-" : "") + Long.toUnsignedString(random.nextLong());
    int length = Math.min(text.length(), 1 + random.nextInt(21));
    return text.substring(0, length).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] replaced(byte[] bytes, int at, int length, byte... by) {
    byte[] result = new byte[bytes.length - length + by.length];
    System.arraycopy(bytes, 0, result, 0, at);
    System.arraycopy(by, 0, result, at, by.length);
    System.arraycopy(bytes, at + length, result, at + by.length, bytes.length - at - length);
    return result;
  }

  private static byte[] compressed(byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }
}
