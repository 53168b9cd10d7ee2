package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.server.testing.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Enrolment, access to courses and groups, with a site of one's own and with a running server. */
@TestInstance(Lifecycle.PER_CLASS)
final class CourseSearchCommandsTest {
  private ServedSite served;

  @BeforeAll
  void serve() {
    served = ServedSite.of(Oracle.load("tiny"));
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** §13, §14: the answer in lines, and 0 for yes or 1 for no. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "enrolled course:2 --active --with-capability mod/glossary:comment|0|11"
            + " users;6;7;8;9;10;11;12;15;16;17;24",
        "enrolled course:3 --suspended|0|3 users;9;10;11",
        "enrolled course:3 --enrolment 5|1|0 users",
        "enrolled course:2 --group 2|1|0 users",
        "enrolled course:2 --group 2 --viewer 9|0|3 users;7;9;10",
        "enrolled course:3 --active --at 2100-01-01T00:00:00Z|0|3 users;7;8;10",
        "participation 12 course:3|0|enrolled  yes;active    yes until 2099-12-03T16:53:20Z;"
            + "viewing   no;guest     no",
        "participation 14 course:2|1|enrolled  no;active    no;viewing   no;guest     yes",
        "participation 12 course:3 --with-capability mod/none:such|1|enrolled  no;active    no;"
            + "viewing   no;guest     no",
        "course-access 14 2|1|no  not enrolled",
        "course-access 14 2 --current-user|0|yes  guest access",
        "course-access 14 3 --current-user --entered-password 5|0|yes  guest access",
        "course-access 9 3|0|yes  enrolled",
        "course-access 9 3 --only-active|1|no  not enrolled",
        "course-access 6 4|0|yes  enrolled",
        "course-access 13 4|1|no  hidden",
        "course-access 2 987654|1|no  no such course",
        "course-access 8 2 --with-capability moodle/site:config|1|no  capability missing",
        "groups mode module:12|0|mode       separate;effective  none;forced     yes;"
            + "grouping   none",
        "groups mode course:2|0|mode       separate;effective  separate;forced     no;"
            + "grouping   1",
        "groups visible course:2 --viewer 11|0|1  G1  visible to all;"
            + "3  G3  visible to own, takes no part;5  G5  visible to all, takes no part;"
            + "6  G6  visible to all",
        "groups visible course:2 --viewer 11 --grouping 1 --participating|0|1  G1  visible to all",
        "groups visible course:2 --of-user 9|0|1  G1  visible to all;2  G2  visible to members",
        "groups allowed 9 module:1|0|1  G1  visible to all;2  G2  visible to members",
        "groups sees 9 1 course:2|0|yes  member",
        "groups sees 9 6 course:2|1|no  not member",
        "groups sees 9 987654 course:5|0|yes  mode",
        "groups sees 2 0 course:2|0|yes  access all groups",
        "groups shares 8 9 course:2|0|yes  member",
        "groups shares 8 15 course:2|1|no  not member",
        "groups member 10 2|0|yes  member",
        "groups member 10 2 --viewer 9|0|yes  member",
        "groups member 10 2 --viewer 8|1|no  not member",
        "may-see 8 mod/forum:replypost course:2 --group 1|0|may  yes  RULE_ROLE_ALLOWS;"
            + "see  yes  member",
        "may-see 8 mod/forum:replypost course:2 --other-user 15|1|may  yes  RULE_ROLE_ALLOWS;"
            + "see  no  not member",
        "may-see 14 mod/forum:replypost course:2 --group 1|1|may  no  RULE_NOTHING_ALLOWS;"
            + "see  no  not member"
      })
  void question_asked_isAnsweredInLines(String question, int exitCode, String lines) {
    CommandRun run = run(question, "--target", served.target());
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .containsExactlyElementsOf(lines == null ? List.of() : Arrays.asList(lines.split(";", -1)));
    assertThat(run.exitCode()).isEqualTo(exitCode);
  }

  /** --site: a site that is loaded for the purpose answers as a server of it does. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "enrolled course:2 --active",
        "participation 12 course:3",
        "course-access 14 2 --current-user",
        "groups visible course:2 --viewer 11",
        "may-see 8 mod/forum:replypost course:2 --group 1"
      })
  void question_ofOwnSite_isAnsweredAsByAServer(String question) {
    CommandRun own = run(question, "--site", CommandRun.csv("tiny", "csv"));
    assertThat(own.out()).isNotEmpty();
    assertThat(own).isEqualTo(run(question, "--target", served.target()));
  }

  /** --output json: the message, with every field. */
  @Test
  void enrolled_json_isTheMessage() {
    CommandRun run = run("enrolled course:2 --output json", "--target", served.target());
    JsonArray ids = JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonArray("userIds");
    assertThat(ids.size()).isGreaterThan(5);
    assertThat(run.exitCode()).isZero();
  }

  /** §6, §14: of several capabilities any one, or all, are demanded. */
  @Test
  void maySee_severalCapabilities_anyOrAll() {
    String question = "may-see 8 mod/none:such,mod/forum:replypost course:2 --group 1 ";
    CommandRun any = run(question + "--any", "--target", served.target());
    assertThat(any.out()).contains("may  yes", "see  yes");
    assertThat(any.exitCode()).isEqualTo(ExitCode.YES);
    CommandRun all = run(question + "--all", "--target", served.target());
    assertThat(all.out()).contains("may  no");
    assertThat(all.exitCode()).isEqualTo(ExitCode.NO);
  }

  /** What the server refuses is told, with 2. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "enrolled 1",
        "participation 9 category:1",
        "course-access 9 0",
        "groups allowed 9 course:2",
        "groups mode module:987654",
        "groups visible module:1 --grouping 1",
        "may-see 8 mod/forum:replypost category:1 --group 1"
      })
  void question_refused_isTold(String question) {
    CommandRun run = run(question, "--target", served.target());
    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run.out()).isEmpty();
    assertThat(run.messages()).isOne();
    assertThat(run.showsStack()).isFalse();
  }

  private static CommandRun run(String question, String... whom) {
    List<String> arguments = new ArrayList<>(Arrays.asList(question.split(" ", -1)));
    arguments.addAll(Arrays.asList(whom));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
