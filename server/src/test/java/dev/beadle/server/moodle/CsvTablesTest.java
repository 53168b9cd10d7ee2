package dev.beadle.server.moodle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.Oracle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Table exports: what is read of them, and how what is wrong with them is named. */
final class CsvTablesTest {
  private static final String HEADER = "id,roleid,contextid,name\n";

  @TempDir private Path folder;

  /** Rows are read as they are: numbers as numbers, texts as texts, null as nothing. */
  @Test
  void open_plainFile_givesEveryRow() throws IOException {
    write(HEADER + "1,5,9,Tutor\n2,6,9,\n");
    assertThat(rows()).containsExactly("1,5,9,Tutor", "2,6,9,");
  }

  /** RFC 4180: quotes, doubled quotes, commas and line ends within a field. */
  @Test
  void open_quotedFields_areUnquoted() throws IOException {
    write(HEADER + "\"1\",5,9,\"a, \"\"b\"\"\nc\"\n2,6,9,\"\"\n");
    assertThat(rows()).containsExactly("1,5,9,a, \"b\"\nc", "2,6,9,");
  }

  /** RFC 4180: any line ends, and none at the end of the file. */
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void open_anyLineEnds_givesEveryRow(String lineEnd) throws IOException {
    write((HEADER + "1,5,9,x\n2,6,9,y").replace("\n", lineEnd));
    assertThat(rows()).containsExactly("1,5,9,x", "2,6,9,y");
  }

  /** A byte order mark is no part of the first column's name. */
  @Test
  void open_byteOrderMark_isSkipped() throws IOException {
    write("\uFEFF" + HEADER + "1,5,9,x\n");
    assertThat(rows()).containsExactly("1,5,9,x");
  }

  /** Columns are found by name, in any order and case, with blanks around; others are ignored. */
  @Test
  void open_columnsInAnyOrder_areFoundByName() throws IOException {
    write(" Name ,extra,CONTEXTID,roleid,more,id\nx,not a number,9,5,,1\n");
    assertThat(rows()).containsExactly("1,5,9,x");
  }

  /** Empty lines are not rows. */
  @Test
  void open_emptyLines_arePassedOver() throws IOException {
    write(HEADER + "\n1,5,9,x\n\n\n2,6,9,y\n\n");
    assertThat(rows()).containsExactly("1,5,9,x", "2,6,9,y");
  }

  /** A table may have no rows. */
  @Test
  void open_headerOnly_givesNoRow() throws IOException {
    write(HEADER);
    assertThat(rows()).isEmpty();
  }

  /** Texts of any language, and numbers of 64 bits. */
  @Test
  void open_extremeValues_areKept() throws IOException {
    write(HEADER + "-9223372036854775808,9223372036854775807,0,Ωß日本𝄞\n");
    assertThat(rows()).containsExactly("-9223372036854775808,9223372036854775807,0,Ωß日本𝄞");
  }

  /** A file may be compressed; the plain one goes before. */
  @Test
  void open_compressedFile_isRead() throws IOException {
    writeCompressed(HEADER + "1,5,9,x\n");
    assertThat(rows()).containsExactly("1,5,9,x");
    write(HEADER + "2,6,9,y\n");
    assertThat(rows()).containsExactly("2,6,9,y");
  }

  /** Columns that a table may lack are empty then. */
  @Test
  void open_optionalColumnsMissing_areEmpty() throws IOException {
    Files.writeString(folder.resolve("user.csv"), "id,deleted\n3,1\n");
    try (RowCursor user = CsvTables.in(folder).open(SiteTable.USER)) {
      assertThat(user.next()).isTrue();
      assertThat(user.numberAt(0)).isEqualTo(3);
      assertThat(user.textAt(1)).isEmpty();
      assertThat(user.numberAt(2)).isEqualTo(1);
      assertThat(user.numberAt(3)).isZero();
    }
  }

  /** Security: of a password only its presence is kept. */
  @Test
  void open_password_isKeptAsPresenceOnly() throws IOException {
    String header =
        "id,enrol,status,courseid,sortorder,roleid,enrolstartdate,enrolenddate,password\n";
    Files.writeString(
        folder.resolve("enrol.csv"), header + "1,self,0,2,0,5,0,0,secret\n2,self,0,2,0,,,,\n");
    int password = SiteTable.ENROL.positionOf("password");
    try (RowCursor enrol = CsvTables.in(folder).open(SiteTable.ENROL)) {
      assertThat(enrol.next()).isTrue();
      assertThat(enrol.numberAt(password)).isEqualTo(1);
      assertThat(enrol.next()).isTrue();
      assertThat(enrol.numberAt(password)).isZero();
      assertThat(enrol.numberAt(SiteTable.ENROL.positionOf("roleid"))).isZero();
    }
  }

  /** A number of one row never shows through in the next. */
  @Test
  void next_emptyNumberAfterFullOne_isZero() throws IOException {
    Files.writeString(folder.resolve("user.csv"), "id,deleted\n3,1\n4,\n");
    try (RowCursor user = CsvTables.in(folder).open(SiteTable.USER)) {
      assertThat(user.next()).isTrue();
      assertThat(user.next()).isTrue();
      assertThat(user.numberAt(2)).isZero();
      assertThat(user.next()).isFalse();
      assertThat(user.next()).isFalse();
    }
  }

  /** Style, line 20: what is no number is named by file, line, column and value. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "1x",
        "1.5",
        "1e3",
        " 1",
        "1 ",
        "+1",
        "-",
        "--1",
        "0x1",
        "\u0661",
        "1_000",
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999999"
      })
  void next_malformedNumber_isNamed(String number) throws IOException {
    write(HEADER + "1,5,9,x\n2," + number + ",9,y\n");
    assertRefused(":3, column roleid: malformed number `" + number + "`");
  }

  /** House, "a failed load never silently passes": a key must be there. */
  @Test
  void next_emptyKey_isNamed() throws IOException {
    write(HEADER + "1,,9,x\n");
    assertRefused(":2, column roleid: malformed number ``");
  }

  /** Of a long value only its beginning is shown. */
  @Test
  void next_longMalformedNumber_isShownInPart() throws IOException {
    write(HEADER + "1," + "7".repeat(10_000) + ",9,x\n");
    assertThatThrownBy(this::rows)
        .isInstanceOf(SiteReadException.class)
        .message()
        .contains("`" + "7".repeat(60) + "`")
        .hasSizeLessThan(1000);
  }

  /** Style, line 20: a row with fields too few or too many is named by its line. */
  @ParameterizedTest
  @CsvSource({
    "'1,5,9', row of 3 fields (expected: 4",
    "'1,5,9,x,y', row of 5 fields (expected: 4",
    "'1', row of 1 fields (expected: 4"
  })
  void next_wrongNumberOfFields_isNamed(String row, String problem) throws IOException {
    write(HEADER + "\n" + row + "\n");
    assertRefused(":3, " + problem);
  }

  /** Lines are counted as an editor counts them, quoted line ends included. */
  @Test
  void next_problemAfterQuotedLineEnds_isNamedByTheEditorsLine() throws IOException {
    write(HEADER + "1,5,9,\"a\nb\nc\"\n2,x,9,y\n");
    assertRefused(":5, column roleid");
  }

  /** RFC 4180: a quote that is never closed would swallow the rest of the table. */
  @Test
  void next_unclosedQuote_isNamed() throws IOException {
    write(HEADER + "1,5,9,\"x\n2,6,9,y\n");
    assertRefused("starting at line 2");
  }

  /** House, "Numbers": the longest field is bounded. */
  @Test
  void next_endlessField_isRefused() throws IOException {
    write(HEADER + "1,5,9," + "x".repeat((1 << 20) + 10) + "\n");
    assertRefused("role_names.csv:");
  }

  /** Bytes that are not UTF-8 are refused, not replaced. */
  @Test
  void next_invalidUtf8_isRefused() throws IOException {
    byte[] bytes = (HEADER + "1,5,9,x\n").getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 2] = (byte) 0xC3;
    Files.write(folder.resolve("role_names.csv"), bytes);
    assertRefused("MalformedInput");
  }

  /** Style, line 20: a missing column is named. */
  @ParameterizedTest
  @ValueSource(strings = {"id,roleid,contextid\n", "x\n", "id;roleid;contextid;name\n"})
  void open_missingColumn_isNamed(String header) throws IOException {
    write(header);
    assertRefused(":1: missing column `");
  }

  /** An empty file is no table: a header is expected. */
  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n"})
  void open_emptyFile_isRefused(String text) throws IOException {
    write(text);
    assertRefused(":1: empty file");
  }

  /** Style, line 20: a missing file is named as it could have been called. */
  @Test
  void open_missingFile_isNamed() {
    assertThatThrownBy(() -> CsvTables.in(folder).open(SiteTable.ROLE_NAMES))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContainingAll(folder.toString(), "role_names.csv", "role_names.csv.gz");
  }

  /** Style, line 20: a missing folder, or a file in its place, is named. */
  @Test
  void in_noFolder_isRefused() throws IOException {
    assertThatThrownBy(() -> CsvTables.in(folder.resolve("none")))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContaining("none: no such folder");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> CsvTables.in(file)).isInstanceOf(SiteReadException.class);
  }

  /** A folder in a table's place cannot be read. */
  @Test
  void open_folderInAFilesPlace_isRefused() throws IOException {
    Files.createDirectory(folder.resolve("role_names.csv"));
    assertRefused("role_names.csv");
  }

  /** A compressed file that was cut off is refused, wherever it was cut. */
  @Test
  void open_truncatedGzip_isRefused() throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    for (int id = 1; id < 2000; id++) {
      text.append(id)
          .append(',')
          .append(id * 7919 % 1000)
          .append(",9,name")
          .append(id)
          .append('\n');
    }
    byte[] whole = compressed(text.toString());
    for (int length : new int[] {0, 1, 9, 10, 11, 100, whole.length / 2, whole.length - 8}) {
      Files.write(folder.resolve("role_names.csv.gz"), Arrays.copyOf(whole, length));
      assertRefused("role_names.csv.gz");
    }
  }

  /** A name that says compressed of a file that is not. */
  @Test
  void open_plainFileNamedGz_isRefused() throws IOException {
    Files.writeString(folder.resolve("role_names.csv.gz"), HEADER + "1,5,9,x\n");
    assertRefused("Not in GZIP format");
  }

  /** Tables of the program's own resources are read in the same way. */
  @Test
  void ofResources_missing_isRefusedByItsDescription() {
    CsvTables tables = CsvTables.ofResources(CsvTablesTest.class, "none", "the demo site");
    assertThat(tables.description()).isEqualTo("the demo site");
    assertThatThrownBy(() -> tables.open(SiteTable.ROLE))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContaining("the demo site: missing table");
  }

  /** The recorded sites have every table that is read. */
  @ParameterizedTest
  @EnumSource
  void open_recordedSite_hasTheTable(SiteTable table) {
    try (CsvTables tables = CsvTables.in(Oracle.dataset("tiny").resolve("csv"));
        RowCursor cursor = tables.open(table)) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.where("id")).contains(table.tableName(), ":2, column id");
    }
  }

  private List<String> rows() {
    List<String> rows = new ArrayList<>();
    try (CsvTables tables = CsvTables.in(folder);
        RowCursor row = tables.open(SiteTable.ROLE_NAMES)) {
      while (row.next()) {
        rows.add(
            row.numberAt(0) + "," + row.numberAt(1) + "," + row.numberAt(2) + "," + row.textAt(3));
      }
    }
    return rows;
  }

  private void assertRefused(String problem) {
    assertThatThrownBy(this::rows)
        .isInstanceOf(SiteReadException.class)
        .hasMessageContainingAll(folder.toString(), "role_names.csv", problem);
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("role_names.csv"), text);
  }

  private void writeCompressed(String text) throws IOException {
    Files.write(folder.resolve("role_names.csv.gz"), compressed(text));
  }

  private static byte[] compressed(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /**
   * Nor is it when the names are quoted, as exports "UTF-8 with BOM, all fields quoted" have it.
   */
  @Test
  void open_byteOrderMarkBeforeQuote_isSkipped() throws IOException {
    write("\uFEFF" + "\"id\",\"roleid\",\"contextid\",\"name\"\n\"1\",\"5\",\"9\",\"x\"\n");
    assertThat(rows()).containsExactly("1,5,9,x");
  }
}
