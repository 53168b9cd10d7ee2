package dev.beadle.server.moodle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAccessTest {
  private static final String CANARY = "c4nary-Passw0rd";
  private static final Map<String, String> NO_ENVIRONMENT = Map.of();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "mariadb", "mysql"})
  void of_credentialsInUrl_takesThemOut(String scheme) {
    DatabaseAccess access =
        access("jdbc:" + scheme + "://db:1234/moodle?user=ann&sslMode=disable&password=" + CANARY);
    assertThat(access.user()).isEqualTo("ann");
    assertThat(access.password()).isEqualTo(CANARY);
    assertThat(access.url()).isEqualTo("jdbc:" + scheme + "://db:1234/moodle?sslMode=disable");
  }

  @Test
  void of_environment_goesBeforeUrl() {
    DatabaseAccess access =
        DatabaseAccess.of(
            "jdbc:postgresql://db/moodle?user=ann&password=x",
            "mdl_",
            Map.of("BEADLE_SITE_USER", "bob", "BEADLE_SITE_PASSWORD", CANARY),
            null);
    assertThat(access.user()).isEqualTo("bob");
    assertThat(access.password()).isEqualTo(CANARY);
  }

  @Test
  void of_file_goesBeforeEnvironment() throws IOException {
    Path file = Files.writeString(folder.resolve("site"), "user=cy\npassword=" + CANARY + "\n");
    DatabaseAccess access =
        DatabaseAccess.of(
            "jdbc:postgresql://db/moodle?user=ann&password=x",
            "mdl_",
            Map.of("BEADLE_SITE_USER", "bob", "BEADLE_SITE_PASSWORD", "y"),
            file);
    assertThat(access.user()).isEqualTo("cy");
    assertThat(access.password()).isEqualTo(CANARY);
  }

  @Test
  void of_emptyOrAbsent_fallsThroughEachByItself() throws IOException {
    Path file = Files.writeString(folder.resolve("site"), "password=" + CANARY + "\n");
    DatabaseAccess access =
        DatabaseAccess.of(
            "jdbc:mariadb://db/moodle?user=ann", "", Map.of("BEADLE_SITE_USER", ""), file);
    assertThat(access.user()).isEqualTo("ann");
    assertThat(access.password()).isEqualTo(CANARY);
  }

  /** Each driver reads its own URLs so. */
  @Test
  void of_percentSigns_areReadAsTheDriverReadsThem() {
    assertThat(access("jdbc:postgresql://db/moodle?password=a%2Bb").password()).isEqualTo("a+b");
    assertThat(access("jdbc:mariadb://db/moodle?password=a%2Bb").password()).isEqualTo("a%2Bb");
  }

  @Test
  void of_malformedPercentSign_isRefusedWithoutQuotingIt() {
    assertThatExceptionOfType(SiteReadException.class)
        .isThrownBy(() -> access("jdbc:postgresql://db/moodle?password=%zz" + CANARY))
        .satisfies(refused -> assertThat(wholeTextOf(refused)).doesNotContain(CANARY))
        .withMessageContaining("%25");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:oracle:thin:ann/" + CANARY + "@db:1521/moodle",
        "jdbc:mariadb://ann:" + CANARY + "@db/moodle",
        "jdbc:postgresql://db/moodle&password=" + CANARY,
        "jdbc:postgresql://db/moodle;password=" + CANARY,
        "jdbc:postgresql://db?password=" + CANARY,
        "postgresql://ann:" + CANARY + "@db/moodle",
        "jdbc:mariadb:replication://db,other/moodle?password=" + CANARY,
        CANARY
      })
  void of_otherUrl_isRefusedWithoutQuotingIt(String url) {
    assertThatExceptionOfType(SiteReadException.class)
        .isThrownBy(() -> access(url))
        .withMessageContaining("jdbc:postgresql://HOST:PORT/DATABASE")
        .satisfies(refused -> assertThat(wholeTextOf(refused)).doesNotContain(CANARY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mdl-", "mdl_\"; DROP TABLE x; --", "mdl`", "é", " "})
  void of_otherPrefix_isRefused(String prefix) {
    assertThatExceptionOfType(SiteReadException.class)
        .isThrownBy(
            () -> DatabaseAccess.of("jdbc:mariadb://db/moodle", prefix, NO_ENVIRONMENT, null))
        .withMessageContaining("`" + prefix + "`")
        .withMessageContaining("up to 40 letters, digits or underscores");
  }

  @Test
  void of_longestAndEmptyPrefix_isTaken() {
    String longest = "m".repeat(40);
    String url = "jdbc:mariadb://db/moodle";
    assertThat(DatabaseAccess.of(url, longest, NO_ENVIRONMENT, null).prefix()).isEqualTo(longest);
    assertThat(DatabaseAccess.of(url, "", NO_ENVIRONMENT, null).prefix()).isEmpty();
    assertThatExceptionOfType(SiteReadException.class)
        .isThrownBy(() -> DatabaseAccess.of(url, longest + "m", NO_ENVIRONMENT, null));
  }

  @Test
  void new_credentialsInUrl_isRefused() {
    assertThatExceptionOfType(SiteReadException.class)
        .isThrownBy(() ->
            new DatabaseAccess(
                "jdbc:mariadb://db/moodle?PASSWORD=" + CANARY, "ann", CANARY, "mdl_"))
        .withMessage("mariadb://db/moodle: the URL still holds credentials");
  }

  @Test
  void of_unreadableFile_isRefused() {
    Path absent = folder.resolve("absent");
    assertThatExceptionOfType(SiteReadException.class)
        .isThrownBy(
            () -> DatabaseAccess.of("jdbc:mariadb://db/moodle", "mdl_", NO_ENVIRONMENT, absent))
        .withMessageContaining(absent + ": cannot be read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", CANARY, "username=ann", "user=ann\npasword=" + CANARY})
  void of_fileOfOtherKeys_isRefusedWithoutQuotingIt(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("site"), content);
    assertThatExceptionOfType(SiteReadException.class)
        .isThrownBy(
            () -> DatabaseAccess.of("jdbc:mariadb://db/moodle", "mdl_", NO_ENVIRONMENT, file))
        .withMessageContaining("the keys `user` and `password` only")
        .satisfies(refused -> assertThat(wholeTextOf(refused)).doesNotContain(CANARY));
  }

  @Test
  void description_anyUrl_isSchemeHostPortAndDatabase() {
    DatabaseAccess access =
        access(
            "jdbc:postgresql://[::1]:5433,db.example/moodle?user=ann&password="
                + CANARY
                + "&sslpassword="
                + CANARY);
    assertThat(access.description()).isEqualTo("postgresql://[::1]:5433,db.example/moodle");
    assertThat(access.toString())
        .isEqualTo("DatabaseAccess[postgresql://[::1]:5433,db.example/moodle, prefix=mdl_]");
    assertThat(access.parsedUrl().toString()).isEqualTo(access.description());
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "mariadb", "mysql"})
  void open_connectionRefused_saysSoWithoutThePassword(String scheme) throws IOException {
    String url = "jdbc:" + scheme + "://127.0.0.1:" + closedPort() + "/moodle";
    DatabaseAccess access = access(url + "?user=ann&password=" + CANARY + "&sslMode=disable");
    assertThatExceptionOfType(SiteReadException.class)
        .isThrownBy(() -> JdbcTables.open(access))
        .withMessageStartingWith(access.description() + ": cannot connect: ")
        .withMessageContaining("refused")
        .satisfies(refused -> assertThat(wholeTextOf(refused)).doesNotContain(CANARY));
  }

  /** MariaDB's driver refuses a bad parameter with a runtime exception, before it connects. */
  @Test
  void open_badParameter_saysSo() {
    DatabaseAccess access =
        access("jdbc:mariadb://127.0.0.1/moodle?socketTimeout=soon&password=" + CANARY);
    assertThatExceptionOfType(SiteReadException.class)
        .isThrownBy(() -> JdbcTables.open(access))
        .withMessageStartingWith("mariadb://127.0.0.1/moodle: cannot connect: ")
        .withMessageContaining("socketTimeout")
        .satisfies(refused -> assertThat(wholeTextOf(refused)).doesNotContain(CANARY));
  }

  @Test
  void failure_thatQuotesThePassword_isLeftOut() {
    var failures = new DriverFailure(access("jdbc:mariadb://db/moodle?password=" + CANARY));
    var driverSays = new SQLException("no good", "08001");
    driverSays.initCause(new IOException("url was jdbc:mariadb://db/moodle?password=" + CANARY));
    SiteReadException told = failures.at(": cannot connect", driverSays);
    assertThat(told).hasMessageContaining("08001").hasNoCause();
    assertThat(wholeTextOf(told)).doesNotContain(CANARY);
  }

  @Test
  void failure_thatQuotesAKeyStoresPassword_isLeftOut() {
    var failures =
        new DriverFailure(access("jdbc:postgresql://db/moodle?sslpassword=key%20" + CANARY));
    var next = new SQLException("key " + CANARY);
    var driverSays = new SQLException("no good");
    driverSays.setNextException(next);
    assertThat(wholeTextOf(failures.at("", driverSays))).doesNotContain(CANARY);
  }

  /** A password that equals the name of the database is no secret, and the message is wanted. */
  @Test
  void failure_thatQuotesTheDatabase_isKept() {
    var failures = new DriverFailure(access("jdbc:mariadb://db/moodle?password=moodle"));
    var driverSays = new SQLException("unknown database\n  'moodle'");
    assertThat(failures.at(": cannot connect", driverSays))
        .hasMessage("mariadb://db/moodle: cannot connect: unknown database 'moodle'")
        .hasCause(driverSays);
  }

  private static DatabaseAccess access(String url) {
    return DatabaseAccess.of(url, "mdl_", NO_ENVIRONMENT, null);
  }

  /** A port on which nobody listens: it was free a moment ago. */
  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Everything that a log would show: messages, causes, suppressed ones, and the stack. */
  private static String wholeTextOf(Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
