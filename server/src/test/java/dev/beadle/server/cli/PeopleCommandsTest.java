package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.v1.WhatCanResponse;
import dev.beadle.v1.WhereCanResponse;
import dev.beadle.v1.WhoCanResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** beadle who-can, where-can and what-can, with a site of their own and with a running server. */
@TestInstance(Lifecycle.PER_CLASS)
final class PeopleCommandsTest {
  @TempDir private Path folder;

  private ServedSite served;

  @BeforeAll
  void serve() {
    served = ServedSite.demo();
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** The total, then a line for each, and 0 when there is any; both ways. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "who-can mod/forum:rate module:10 --except 3,8,16,17,18|2 users; 12  role 5; 23  role 4|0",
        "who-can mod/none:such,mod/forum:rate 45 --except 3,8,16,17,18,23|1 user; 12  role 5|0",
        "who-can mod/quiz:manage 1 --consistent --except 3|1 user; 2  site administrator|0",
        "who-can mod/none:such 45|0 users|1",
        "who-can mod/forum:rate 45 --group 999999|0 users|1",
        "where-can 12 mod/forum:rate|1 context; Course 4  context 33|0",
        "where-can 12 mod/forum:rate --level 40|0 contexts|1",
        "where-can 12 mod/forum:rate --consistent --level 50|1 context; Course 4  context 33|0",
        "where-can 12 mod/none:such|nowhere|1",
        "where-can 12 mod/none:such --consistent|0 contexts|1",
        "what-can 12 45 --risk xss,config|0 of 133 capabilities|1"
      })
  void search_question_isAnsweredInLines(String question, String lines, int exitCode) {
    for (CommandRun run : bothWays(question)) {
      assertThat(run.err()).isEmpty();
      assertThat(String.join("; ", run.out().lines().toList())).isEqualTo(lines);
      assertThat(run.exitCode()).isEqualTo(exitCode);
    }
  }

  /** --output json: the message, a page each, with the same exit code. */
  @Test
  void search_json_isTheMessage() throws Exception {
    for (CommandRun run : bothWays("who-can mod/forum:rate 45 --output json")) {
      var message = WhoCanResponse.newBuilder();
      JsonFormat.parser().merge(run.out(), message);
      assertThat(message.getTotalSize()).isPositive();
      assertThat(run.exitCode()).isEqualTo(ExitCode.YES);
    }
    for (CommandRun run : bothWays("where-can 12 mod/forum:rate --output json")) {
      var message = WhereCanResponse.newBuilder();
      JsonFormat.parser().merge(run.out(), message);
      assertThat(message.getTotalSize()).isPositive();
      assertThat(run.exitCode()).isEqualTo(ExitCode.YES);
    }
    for (CommandRun run : bothWays("what-can 999 45 --output json")) {
      var message = WhatCanResponse.newBuilder();
      JsonFormat.parser().merge(run.out(), message);
      assertThat(message.getLookedAtCount()).isPositive();
      assertThat(run.exitCode()).isEqualTo(ExitCode.NO);
    }
  }

  /** 2: a question that cannot be asked, and why, in one line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "who-can mod/quiz:manage 999|NOT_FOUND: context.id",
        "who-can moodle/legacy:admin 1|INVALID_ARGUMENT: capabilities",
        "where-can 2 mod/quiz:manage --level 70|INVALID_ARGUMENT: levels: 70",
        "where-can 2 moodle/legacy:admin|INVALID_ARGUMENT: capability",
        "what-can 2 course:99|NOT_FOUND: context.instance",
        "what-can 2 1 --switch 1=0|INVALID_ARGUMENT: environment.role_switches.role_id"
      })
  void search_badQuestion_isToldInOneLine(String question, String message) {
    for (CommandRun run : bothWays(question)) {
      assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).startsWith("beadle: " + message).hasLineCount(1);
    }
  }

  /** 3: no server. */
  @Test
  void search_noServer_isUnreachable() {
    String nobody = "unix:" + folder.resolve("nobody.sock");
    for (String question : List.of("who-can a 1", "where-can 2 a", "what-can 2 1")) {
      CommandRun run = CommandRun.of((question + " --target " + nobody).split(" ", -1));
      assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).startsWith("beadle: UNAVAILABLE").hasLineCount(1);
    }
  }

  private List<CommandRun> bothWays(String arguments) {
    List<CommandRun> runs = new ArrayList<>();
    for (String[] from :
        new String[][] {
          {"--site", CommandRun.demoFolder().toString()}, {"--target", served.target()}
        }) {
      List<String> all = new ArrayList<>(Arrays.asList(arguments.split(" ", -1)));
      all.addAll(Arrays.asList(from));
      runs.add(CommandRun.of(all.toArray(String[]::new)));
    }
    return runs;
  }
}
