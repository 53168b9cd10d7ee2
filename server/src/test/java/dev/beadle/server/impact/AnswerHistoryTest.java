package dev.beadle.server.impact;

import static dev.beadle.server.testing.TestSite.REPLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.change.LogEntry.Origin;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import dev.beadle.server.testing.TestSite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who changed what that made somebody gain or lose something, and when. */
final class AnswerHistoryTest {
  private final TestSite site = classroom();
  private final PolicySnapshot start = site.snapshot();
  private final AnswerHistory history = new AnswerHistory(start, question("ann"));

  /** §7.4: a prohibit and its removal turn the answer; who did it and why is told. */
  @Test
  void follow_entriesThatTurnTheAnswer_tellsWhoWhatAndWhen() {
    var prohibit =
        new Change.PermissionSet(900, site.contextId("cat"), site.roleId("student"), REPLY, -1000);
    var other =
        new Change.PermissionSet(901, site.contextId("cat"), site.roleId("student"), "x/y:z", 1);
    var assigned = assigned("bob", 902);
    LogEntry first = entry(2, "exam week", other, prohibit, assigned);
    List<AnswerTurn> turns = history.follow(List.of(first, entry(3, "nothing to it", assigned)));
    assertThat(turns)
        .containsExactly(
            new AnswerTurn(
                first.revision(),
                first.committedAt(),
                new HistoricAnswer.Decided(Decision.DENIED_BY_PROHIBIT),
                new TurnCause.Written(first.origin(), List.of(prohibit))));
    assertThat(history.revision().position()).isEqualTo(3);
    assertThat(history.answer().isAllowed()).isFalse();
  }

  /** Of an entry with several changes those at which the answer turns; three if it turns thrice. */
  @Test
  void follow_answerTurnsBackAndForthInOneEntry_tellsEachTurningChange() {
    var lost = unassigned("ann");
    var admin = new Change.SettingChanged("siteadmins", Long.toString(site.userId("ann")));
    var notAdmin = new Change.SettingChanged("siteadmins", "2");
    var irrelevant = new Change.SettingChanged("coursecontact", "3");
    List<AnswerTurn> turns =
        history.follow(List.of(entry(2, "", lost, irrelevant, admin, notAdmin)));
    assertThat(turns).hasSize(1);
    assertThat(turns.getFirst().cause())
        .isEqualTo(
            new TurnCause.Written(new Origin(2, "", "", ""), List.of(lost, admin, notAdmin)));
    assertThat(turns.getFirst().answer())
        .isEqualTo(new HistoricAnswer.Decided(Decision.DENIED_NOTHING_ALLOWS));
  }

  /** An entry after which the answer is as before is no turn, whatever happened within it. */
  @Test
  void follow_answerIsAsBefore_tellsNothing() {
    var lost = unassigned("ann");
    var again = assigned("ann", 903);
    assertThat(history.follow(List.of(entry(2, "", lost, again)))).isEmpty();
  }

  /** A context that does not exist yet: nobody may do anything there. */
  @Test
  void follow_contextComesIntoBeing_turnsTheAnswer() {
    long id = 5000;
    var history = new AnswerHistory(start, new HistoricQuestion(site.userId("ann"), id, REPLY));
    assertThat(history.answer()).isEqualTo(new HistoricAnswer.NoContext());
    var created = new Change.ContextSaved(id, 70, 77, site.path("course") + "/" + id, 4, false);
    List<AnswerTurn> turns = history.follow(List.of(entry(2, "", created)));
    assertThat(turns)
        .extracting(AnswerTurn::answer)
        .extracting(HistoricAnswer::isAllowed)
        .containsExactly(true);
    assertThat(history.follow(List.of(entry(3, "", new Change.ContextDeleted(id))))).hasSize(1);
  }

  /** What begins and ends by itself between two entries turns the answer at that very second. */
  @Test
  void follow_assignmentBeginsAndEnds_tellsWhen() {
    var bob = new AnswerHistory(start, question("bob"));
    var timed = assigned("bob", 904, 10, 20);
    assertThat(bob.follow(List.of(entry(2, "", timed), entry(3, "", assigned("ann", 909)))))
        .isEmpty();
    List<AnswerTurn> turns =
        new ArrayList<>(bob.follow(List.of(lateEntry(4, 15, unassigned("ann")))));
    assertThat(bob.followUntil(Instant.ofEpochSecond(19))).isEmpty();
    turns.addAll(bob.followUntil(Instant.ofEpochSecond(20)));
    assertThat(turns)
        .containsExactly(
            new AnswerTurn(
                start.revision().next().next(),
                Instant.ofEpochSecond(10),
                new HistoricAnswer.Decided(Decision.ALLOWED_BY_ROLE),
                new TurnCause.TimeCame(List.of(new AssignmentBoundary(10, true, timed)))),
            new AnswerTurn(
                bob.revision(),
                Instant.ofEpochSecond(20),
                new HistoricAnswer.Decided(Decision.DENIED_NOTHING_ALLOWS),
                new TurnCause.TimeCame(List.of(new AssignmentBoundary(20, false, timed)))));
    assertThat(bob.followUntil(Instant.MAX)).isEmpty();
  }

  /** What ends and what is written in one second: time comes first, as for whoever was asked. */
  @Test
  void follow_endAndEntryInOneSecond_timeComesFirst() {
    var bob = new AnswerHistory(start, question("bob"));
    var timed = assigned("bob", 905, 0, 7);
    var again = assigned("bob", 906, 0, 0);
    List<AnswerTurn> turns = bob.follow(List.of(entry(2, "", timed), lateEntry(3, 7, again)));
    assertThat(turns)
        .extracting(turn -> turn.cause().getClass().getSimpleName(), AnswerTurn::at)
        .containsExactly(
            tuple("Written", Instant.ofEpochSecond(2)),
            tuple("TimeCame", Instant.ofEpochSecond(7)),
            tuple("Written", Instant.ofEpochSecond(7)));
  }

  /** A window that never opens, and one of another user, turn nothing. */
  @Test
  void followUntil_nothingOfTheUserBeginsOrEnds_tellsNothing() {
    var never = assigned("ann", 907, 9, 8);
    var ofAnother = assigned("bob", 908, 9, 12);
    assertThat(history.follow(List.of(entry(2, "", never, ofAnother)))).isEmpty();
    assertThat(history.followUntil(Instant.ofEpochSecond(100))).isEmpty();
    assertThat(history.answer().isAllowed()).isTrue();
  }

  /** A gap in the log is never passed over. */
  @Test
  void follow_entryIsMissing_refuses() {
    assertThatThrownBy(() -> history.follow(List.of(entry(3, "", unassigned("ann")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not follow");
  }

  /** What is left out as not relevant never matters: every answer is that of the whole site. */
  @Test
  void follow_randomEntries_answersAsTheWholeSite() {
    Seeds.check(
        150,
        seed -> {
          var random = new Random(seed);
          PolicySnapshot before = RandomSite.of(seed).snapshot();
          var changes = new RandomChanges(before, random);
          List<AnswerHistory> histories = new ArrayList<>();
          List<HistoricQuestion> questions = new ArrayList<>();
          for (int i = 0; i < 30; i++) {
            questions.add(randomQuestion(before, random));
            histories.add(new AnswerHistory(before, questions.get(i)));
          }
          for (int position = 2; position < 8; position++) {
            LogEntry entry =
                entry(position, "", changes.make(1 + random.nextInt(5)).toArray(Change[]::new));
            assertAnswers(histories, questions, changes.snapshot(), entry);
          }
        });
  }

  private static void assertAnswers(
      List<AnswerHistory> histories,
      List<HistoricQuestion> questions,
      PolicySnapshot after,
      LogEntry entry) {
    for (int i = 0; i < histories.size(); i++) {
      boolean was = histories.get(i).answer().isAllowed();
      List<AnswerTurn> turns = histories.get(i).follow(List.of(entry));
      HistoricAnswer expected = questions.get(i).at(after.asOf(entry.committedAt().toEpochMilli()));
      assertThat(histories.get(i).answer()).as("%s", questions.get(i)).isEqualTo(expected);
      for (AnswerTurn turn : turns) {
        assertThat(turn.answer().isAllowed()).isNotEqualTo(was);
        was = turn.answer().isAllowed();
        switch (turn.cause()) {
          case TurnCause.Written(_, var responsible) -> assertThat(responsible).isNotEmpty();
          case TurnCause.TimeCame(var boundaries) -> assertThat(boundaries).isNotEmpty();
        }
      }
      assertThat(was).isEqualTo(expected.isAllowed());
    }
  }

  private static HistoricQuestion randomQuestion(PolicySnapshot site, Random random) {
    return new HistoricQuestion(
        random.nextInt(6) == 0 ? 0 : site.users().idOf(random.nextInt(site.users().size())),
        site.contexts().idOf(random.nextInt(site.contexts().contextCount())),
        site.capabilities().nameOf(random.nextInt(site.capabilities().size())));
  }

  private static TestSite classroom() {
    TestSite site =
        TestSite.classroom().allow("student", "course", REPLY).assign("ann", "student", "course");
    site.userId("bob");
    return site;
  }

  private HistoricQuestion question(String user) {
    return new HistoricQuestion(site.userId(user), site.contextId("forum"), REPLY);
  }

  private Change assigned(String user, long id) {
    return assigned(user, id, 0, 0);
  }

  private Change.RoleAssigned assigned(String user, long id, long startsAt, long endsAt) {
    return new Change.RoleAssigned(
        id,
        site.roleId("student"),
        site.contextId("course"),
        site.userId(user),
        "",
        0,
        startsAt,
        endsAt);
  }

  private LogEntry lateEntry(long position, long second, Change... changes) {
    LogEntry entry = entry(position, "", changes);
    return new LogEntry(
        entry.revision(), Instant.ofEpochSecond(second), entry.origin(), entry.changes());
  }

  private Change unassigned(String user) {
    int ordinal = start.users().find(site.userId(user));
    var row = start.assignments().get(ordinal, 0);
    return new Change.RoleUnassigned(
        row.rowId(),
        site.roleId("student"),
        site.contextId("course"),
        site.userId(user),
        "",
        0,
        0,
        0);
  }

  private LogEntry entry(long position, String reason, Change... changes) {
    var revision = start.revision();
    while (revision.position() < position) {
      revision = revision.next();
    }
    return new LogEntry(
        revision,
        Instant.EPOCH.plusSeconds(position),
        new Origin(2, reason, "", ""),
        List.of(changes));
  }
}
