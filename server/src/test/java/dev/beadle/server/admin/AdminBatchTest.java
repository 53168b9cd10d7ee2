package dev.beadle.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.admin.Precondition.RevisionIs;
import dev.beadle.server.admin.Precondition.RowAbsent;
import dev.beadle.server.admin.Precondition.RowExists;
import dev.beadle.server.admin.SettingCommand.SetSetting;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.change.RefusedChangeException.Kind;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.AssignmentSource;
import dev.beadle.server.model.SiteTable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Batches: what must hold before them, how they are told apart, and how large they may be. */
final class AdminBatchTest {
  private static final AdminCommand COMMAND = new SetSetting("forcelogin", "1");

  private final AdminSite site = new AdminSite();

  /** Preconditions are looked at before the first command. */
  @Test
  void run_preconditionThatDoesNotHold_isRefused() {
    var student = new RowExists(SiteTable.ROLE, Map.of("shortname", "student", "id", "5"));
    var noTutor = new RowAbsent(SiteTable.ROLE, Map.of("shortname", "tutor"));
    var revision = new RevisionIs(site.site().revision());
    assertThat(site.run(batch("", List.of(student, noTutor, revision)))).hasSize(1);
    refused(
        Kind.FAILED_PRECONDITION,
        "preconditions[1]: role: `{id=6, shortname=student}`: there is no such row",
        () ->
            site.run(
                batch(
                    "",
                    List.of(
                        student,
                        new RowExists(
                            SiteTable.ROLE, Map.of("shortname", "student", "id", "6"))))));
    refused(
        Kind.FAILED_PRECONDITION,
        "there is such a row",
        () -> site.run(batch("", List.of(new RowAbsent(SiteTable.ROLE, Map.of("id", "5"))))));
    refused(
        Kind.FAILED_PRECONDITION,
        "revision: ",
        () -> site.run(batch("", List.of(new RevisionIs(site.site().revision().next())))));
  }

  /** The same batch has the same fingerprint, another one another. */
  @Test
  void fingerprint_ofPreconditionsAndCommands() {
    var exists = new RowExists(SiteTable.ROLE, Map.of("id", "5"));
    String one = batch("k", List.of(exists)).fingerprint();
    assertThat(one).hasSize(64).isEqualTo(batch("other", List.of(exists)).fingerprint());
    assertThat(one).isNotEqualTo(batch("k", List.of()).fingerprint());
    var other = new AdminBatch(0, "", "k", List.of(exists), List.of(COMMAND, COMMAND));
    assertThat(one).isNotEqualTo(other.fingerprint());
  }

  /** House, "Numbers": every bound is named with the value that broke it. */
  @Test
  void batch_beyondABound_isRefused() {
    refused(Kind.INVALID, "idempotency_key: ", () -> batch("k".repeat(129), List.of()));
    refused(
        Kind.INVALID,
        "reason: ",
        () -> new AdminBatch(0, "r".repeat(1001), "", List.of(), List.of(COMMAND)));
    refused(Kind.INVALID, "commands: ", () -> new AdminBatch(0, "", "", List.of(), List.of()));
    refused(
        Kind.INVALID,
        "commands: `1001` (expected: 1 to 1000)",
        () -> site.run(new AdminBatch(0, "", "", List.of(), Collections.nCopies(1001, COMMAND))));
    var guard = new AdminGuard(new DecisionPoint(new Resolver()), Enforcement.OFF);
    var narrow = new Administration(AdminSite.STANDARD, guard, new AdminLimits(9, 1, 0));
    var two = List.<AdminCommand>of(COMMAND, new SetSetting("contextlocking", "1"));
    refused(
        Kind.FAILED_PRECONDITION,
        "commands[1]: changes: more than 1 in one batch",
        () -> narrow.preview(site.site(), new AdminBatch(0, "", "", List.of(), two)));
  }

  /** Style, line 20: a command that could never be done names field, value and bound. */
  @Test
  void command_thatCouldNeverBeDone_isRefused() {
    refused(
        Kind.INVALID,
        "short_name: ",
        () -> new RoleCommand.CreateRole("Tutor", "x".repeat(101), ""));
    refused(Kind.INVALID, "role_id: `0` (expected: 1 or more)", () -> new RoleCommand.ResetRole(0));
    refused(
        Kind.INVALID,
        "component: `cohort` (expected: a plug-in with its type, such as `enrol_manual`)",
        () ->
            new AssignmentCommand.UnassignRole(
                1, 1, AdminSite.SYSTEM, new AssignmentSource("cohort", 1)));
    refused(Kind.INVALID, "ends_at: `5` (expected: 0, or later", () -> new Period(5, 5));
    refused(Kind.INVALID, "name: `smtppass`", () -> new SetSetting("smtppass", "x"));
    refused(Kind.INVALID, "for guestroleid: an id", () -> new SetSetting("guestroleid", "x"));
    refused(
        Kind.INVALID,
        "columns: `nothing`",
        () -> new RowExists(SiteTable.ROLE, Map.of("nothing", "1")));
  }

  private static AdminBatch batch(String key, List<Precondition> preconditions) {
    return new AdminBatch(0, "because", key, preconditions, List.of(COMMAND));
  }

  private static void refused(Kind kind, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RefusedChangeException.class, refused -> assertThat(refused.kind()).isEqualTo(kind))
        .hasMessageContaining(message);
  }
}
