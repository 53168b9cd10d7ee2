package dev.beadle.server.search.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.cache.CachedResolutions;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.Column;
import dev.beadle.server.moodle.CsvFile;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.ListMode;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.verification.StepReplay;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Law 1 for lists: those that a real Moodle gave, asked again, without a single difference. */
final class RecordedListsTest {
  private final DecisionPoint decisionPoint =
      new DecisionPoint(new CachedResolutions(new Resolver(), 16 << 20));
  private final WhoCan whoCan = new WhoCan(decisionPoint);
  private final WhereCan whereCan = new WhereCan(decisionPoint);

  /** §9: get_users_by_capability with lists of capabilities, groups and exceptions. */
  @ParameterizedTest
  @CsvSource({"tiny, 1971", "random, 3004", "medium, 491", "quirks, 2071"})
  void whoCan_recordedLists_noDifference(String dataset, int rows) throws IOException {
    PolicySnapshot snapshot = Oracle.load(dataset).snapshot();
    int seen = 0;
    try (CsvFile file =
        open(
            dataset,
            "get_users_by_capability",
            "contextid",
            "capabilities",
            "groupids",
            "useviewallgroups",
            "exceptions",
            "userids")) {
      while (file.next()) {
        var filter =
            new UserFilter(
                idSet(file.textAt(2)), file.textAt(3).equals("1"), idSet(file.textAt(4)));
        assertThat(ids(snapshot, file.textAt(0), file.textAt(1), filter))
            .as("line %s", file.line())
            .containsExactly(ids(file.textAt(5)));
        seen++;
      }
    }
    assertThat(seen).isEqualTo(rows);
  }

  /** §9, §12: and after each of five hundred real changes. */
  @Test
  void whoCan_recordedSteps_noDifference() throws IOException {
    Path steps = Oracle.dataset("mutations").resolve("steps.jsonl.gz");
    int seen = 0;
    try (var replay = new StepReplay(steps, Oracle.rows("mutations"), Oracle::snapshotOf);
        CsvFile file =
            open(
                "mutations",
                "get_users_by_capability_by_step",
                "step",
                "contextid",
                "capability",
                "userids")) {
      while (file.next()) {
        PolicySnapshot snapshot = replay.apply(file.textAt(0));
        assertThat(ids(snapshot, file.textAt(1), file.textAt(2), UserFilter.EVERYBODY))
            .as("line %s", file.line())
            .containsExactly(ids(file.textAt(3)));
        seen++;
      }
    }
    assertThat(seen).isPositive();
  }

  /** §17: get_user_capability_contexts; false is not an empty list. */
  @ParameterizedTest
  @CsvSource({"tiny, 794", "random, 2970", "medium, 726", "quirks, 877"})
  void whereCan_recordedLists_noDifference(String dataset, int rows) throws IOException {
    PolicySnapshot snapshot = Oracle.load(dataset).snapshot();
    int seen = 0;
    try (CsvFile file =
        open(
            dataset,
            "get_user_capability_contexts",
            "userid",
            "capability",
            "doanything",
            "categoryids",
            "courseids")) {
      while (file.next()) {
        var query =
            new WhereCanQuery(
                Long.parseLong(file.textAt(0)),
                snapshot.capabilities().find(file.textAt(1)),
                file.textAt(2).equals("1") ? Environment.DEFAULT : Environment.WITHOUT_DOANYTHING);
        CapablePlaces places = whereCan.placesOfMoodlesList(snapshot, query, Checkpoint.NONE);
        assertThat(text(places, places.categoryIds()))
            .as("line %s", file.line())
            .isEqualTo(file.textAt(3));
        assertThat(text(places, places.courseIds()))
            .as("line %s", file.line())
            .isEqualTo(file.textAt(4));
        seen++;
      }
    }
    assertThat(seen).isEqualTo(rows);
  }

  private static String text(CapablePlaces places, LongStream ids) {
    return places.isNowhere()
        ? "false"
        : ids.mapToObj(Long::toString).collect(Collectors.joining(" "));
  }

  private long[] ids(
      PolicySnapshot snapshot, String contextId, String capabilities, UserFilter filter) {
    List<Integer> ordinals =
        Arrays.stream(capabilities.split("\\|", -1))
            .map(name -> snapshot.capabilities().find(name))
            .toList();
    int context = snapshot.contexts().find(Long.parseLong(contextId));
    var query = new WhoCanQuery(context, ordinals, ListMode.MOODLE, true, filter);
    return whoCan.find(snapshot, query, Checkpoint.NONE).userIds().toArray();
  }

  private static CsvFile open(String dataset, String kind, String... columns) throws IOException {
    Path folder = Oracle.dataset(dataset).resolve("decisions");
    Path file = folder.resolve(kind + ".csv.gz");
    InputStream bytes = Files.newInputStream(file);
    List<Column> read =
        Arrays.stream(columns).map(name -> new Column(name, Column.Kind.TEXT)).toList();
    return CsvFile.open(file.getFileName().toString(), bytes, read);
  }

  private static long[] ids(String text) {
    return text.isEmpty()
        ? new long[0]
        : Arrays.stream(text.split(" ", -1)).mapToLong(Long::parseLong).toArray();
  }

  private static Set<Long> idSet(String text) {
    return LongStream.of(ids(text)).boxed().collect(Collectors.toSet());
  }
}
