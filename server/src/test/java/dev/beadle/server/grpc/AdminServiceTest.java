package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.AdminServed.ADMIN;
import static dev.beadle.server.grpc.AdminServed.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.UnknownFieldSet;
import dev.beadle.client.AdminRefusedException;
import dev.beadle.client.AdminRefusedException.Kind;
import dev.beadle.client.BeadleAdmin;
import dev.beadle.client.BeadleClient;
import dev.beadle.client.Contexts;
import dev.beadle.server.testing.MemoryLog.Failure;
import dev.beadle.v1.AdminBatch;
import dev.beadle.v1.ApplyResponse;
import dev.beadle.v1.ListChangesResponse;
import dev.beadle.v1.Preconditions;
import dev.beadle.v1.RowCondition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The administration service over a real connection, sentence by sentence of admin.proto. */
final class AdminServiceTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final String ASSIGN_22 =
      "{\"assignRole\": {\"roleId\": 5, \"userId\": 22, \"context\": {\"id\": 31}}}";
  private static final String NO_SUCH_ROLE = "{\"deleteRole\": {\"roleId\": 99}}";

  private final AdminServed site = AdminServed.demo();

  @AfterEach
  void stop() {
    site.close();
  }

  /** "Every question that is asked after this answer sees it." */
  @Test
  void apply_assignment_isSeenByTheNextQuestion() {
    try (BeadleClient client = site.served().connect()) {
      assertThat(client.hasCapability(22, REPLY, Contexts.id(31))).isFalse();
      ApplyResponse done = site.apply(ASSIGN_22);
      assertThat(client.hasCapability(22, REPLY, Contexts.id(31))).isTrue();
      assertThat(done.getChanges(0).getRoleAssigned().getUserId()).isEqualTo(22);
      assertThat(done.getAlreadyApplied()).isFalse();
    }
  }

  /** "A batch is done as a whole or not at all": the second command fails. */
  @Test
  void apply_secondCommandFails_nothingIsVisible() {
    AdminRefusedException refused = site.refusalOf(batch(ADMIN, ASSIGN_22, NO_SUCH_ROLE));
    assertThat(refused.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(refused.command()).isOne();
    assertThat(refused.field()).isEqualTo("commands[1].delete_role.role_id");
    assertThat(refused.getMessage()).contains("commands[1].delete_role.role_id: ", "99");
    assertThat(refused.isOutcomeUnknown()).isFalse();
    assertThat(site.log().entries()).isEmpty();
    try (BeadleClient client = site.served().connect()) {
      assertThat(client.hasCapability(22, REPLY, Contexts.id(31))).isFalse();
    }
  }

  /** PERMISSION_DENIED: "names `capability` and `context_id` that are missing". */
  @Test
  void apply_actorMayNot_tellsCapabilityAndContext() {
    AdminRefusedException refused = site.refusalOf(batch(12, ASSIGN_22));
    assertThat(refused.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(refused.capability()).isEqualTo("moodle/role:assign");
    assertThat(refused.contextId()).isEqualTo(31);
    assertThat(refused.command()).isZero();
    assertThat(refused.getMessage()).contains("moodle/role:assign", "31", "12");
  }

  /** "0, the operator at the machine itself, is never taken from the wire." */
  @ParameterizedTest
  @CsvSource({"0", "-1", "-9223372036854775808"})
  void apply_noActor_isInvalid(long actor) {
    AdminRefusedException refused = site.refusalOf(batch(actor, ASSIGN_22));
    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
    assertThat(refused.field()).isEqualTo("actor");
    assertThat(site.log().entries()).isEmpty();
  }

  /** What could never be done names its field and bound. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'assignRole': {'roleId': 5, 'context': {'id': 31}}}|assign_role.user_id|1 or more",
        "{'assignRole': {'roleId': 5, 'userId': 7}}|assign_role.context|required",
        "{'assignRole': {'roleId': 5, 'userId': 7, 'context': {'id': -3}}}"
            + "|assign_role.context.id|1 or more",
        "{'assignRole': {'roleId': 5, 'userId': 7, 'context': {'id': 3},"
            + " 'period': {'startsAt': 9, 'endsAt': 9}}}|assign_role.period.ends_at|later",
        "{'lockContext': {'context': {'id': 3}}}|lock_context.locked|required",
        "{'setSetting': {'name': 'forcelogin'}}|set_setting.value|required",
        "{'unassignAll': {}}|unassign_all.filter|required",
        "{'unassignAll': {'filter': {'userId': 5, 'component': '*'}}}"
            + "|unassign_all.filter.component|absent",
        "{'setCapability': {'roleId': 5, 'context': {'id': 3}, 'capability': 'a/b:c'}}"
            + "|set_capability.permission|INHERIT, ALLOW, PREVENT, PROHIBIT",
        "{'updateCapabilities': {'component': 'mod_x', 'definitions': [{'name': 'mod/x:a',"
            + " 'type': 'read'}, {'name': 'X'}]}}|update_capabilities.definitions[1].name|[a-z]+",
        "{}|command|assign_role"
      })
  void apply_malformedCommand_namesFieldAndBound(String command, String field, String bound) {
    AdminRefusedException refused =
        site.refusalOf(batch(ADMIN, ASSIGN_22, command.replace('\'', '"')));
    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
    assertThat(refused.field()).isEqualTo("commands[1]." + field);
    assertThat(refused.getMessage()).contains("commands[1]." + field + ": ").contains(bound);
    assertThat(refused.command()).isOne();
    assertThat(site.log().entries()).isEmpty();
  }

  /** A field that a newer client knows may restrict what is asked for: it is not left out. */
  @Test
  void apply_unknownField_isInvalid() {
    AdminBatch.Builder newer = batch(ADMIN, ASSIGN_22);
    newer
        .getCommandsBuilder(0)
        .getAssignRoleBuilder()
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build());
    AdminRefusedException refused = site.refusalOf(newer);
    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
    assertThat(refused.field()).isEqualTo("commands[0].assign_role.number 99");
  }

  /** Bounds of a batch: no command, too many of them, too long words. */
  @Test
  void apply_beyondBounds_namesThem() {
    assertThat(site.refusalOf(batch(ADMIN)).field()).isEqualTo("commands");
    AdminBatch.Builder many = batch(ADMIN);
    for (int i = 0; i <= 1_000; i++) {
      many.addCommands(AdminServed.command(ASSIGN_22));
    }
    AdminRefusedException tooMany = site.refusalOf(many);
    assertThat(tooMany.kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(tooMany.getMessage()).contains("commands: 1001", "1000", "max-batch-commands");
    assertThat(site.refusalOf(batch(ADMIN, ASSIGN_22).setReason("x".repeat(1_001))).field())
        .isEqualTo("reason");
    assertThat(site.refusalOf(batch(ADMIN, ASSIGN_22).setIdempotencyKey("x".repeat(129))).field())
        .isEqualTo("idempotency_key");
  }

  /** The same under the same key does nothing again; something else is refused. */
  @Test
  void apply_sameKey_isDoneOnce() {
    AdminBatch keyed = batch(ADMIN, ASSIGN_22).setIdempotencyKey("once").build();
    ApplyResponse first = site.admin().apply(keyed);
    ApplyResponse again = site.admin().apply(keyed.toBuilder().setReason("again").build());
    assertThat(again.getAlreadyApplied()).isTrue();
    assertThat(again.getRevision()).isEqualTo(first.getRevision());
    assertThat(again.getChangesList()).isEqualTo(first.getChangesList());
    AdminRefusedException refused =
        site.refusalOf(
            batch(ADMIN, "{\"addSiteAdmin\": {\"userId\": 3}}").setIdempotencyKey("once"));
    assertThat(refused.kind()).isEqualTo(Kind.KEY_REUSED);
    assertThat(refused.getMessage()).contains("once", first.getRevision());
    assertThat(site.log().entries()).hasSize(1);
  }

  /** Preconditions: the revision, a row that is there, a row that is not. */
  @Test
  void apply_preconditions_areKept() {
    String revision = site.apply(ASSIGN_22).getRevision();
    String user3 = ASSIGN_22.replace("22", "3");
    site.apply("{\"addSiteAdmin\": {\"userId\": 3}}");
    AdminRefusedException moved =
        site.refusalOf(
            batch(ADMIN, user3).setPreconditions(Preconditions.newBuilder().setRevision(revision)));
    assertThat(moved.kind()).isEqualTo(Kind.FAILED_PRECONDITION);
    assertThat(moved.rule()).isEqualTo("REVISION");
    var there =
        RowCondition.newBuilder()
            .setTable("role_assignments")
            .putColumns("userid", "22")
            .putColumns("roleid", "5")
            .build();
    var notThere = there.toBuilder().putColumns("roleid", "3").build();
    assertThat(refusalUnder(notThere).rule()).isEqualTo("ROW_EXISTS");
    assertThat(refusalUnder(there.toBuilder().setAbsent(true).build()).rule())
        .isEqualTo("ROW_ABSENT");
    assertThat(refusalUnder(there.toBuilder().setTable("nonsense").build()).field())
        .isEqualTo("preconditions.rows[0].table");
    ApplyResponse done =
        site.admin()
            .apply(
                batch(ADMIN, user3)
                    .setPreconditions(
                        Preconditions.newBuilder()
                            .addRows(there)
                            .addRows(notThere.toBuilder().setAbsent(true)))
                    .build());
    assertThat(done.getChangesCount()).isOne();
  }

  /** UNAVAILABLE: the log cannot be written to, and it is not known what became of the batch. */
  @Test
  void apply_logFails_isUnavailable() {
    site.log().failWrites(Failure.LOST);
    AdminRefusedException refused = site.refusalOf(batch(ADMIN, ASSIGN_22));
    assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(refused.isOutcomeUnknown()).isTrue();
  }

  /** "A deadline that passes … later ends the wait and not the write." */
  @Test
  void apply_deadlinePassesWhileItIsWritten_isVisibleAfterwards() throws InterruptedException {
    var gate = site.log().holdNextWrite();
    AdminRefusedException late =
        catchThrowableOfType(
            AdminRefusedException.class,
            () ->
                site.admin()
                    .withDeadline(Duration.ofMillis(300))
                    .apply(batch(ADMIN, ASSIGN_22).setIdempotencyKey("late").build()));
    gate.awaitArrival();
    assertThat(late.isOutcomeUnknown()).isTrue();
    gate.open();
    ApplyResponse again =
        site.admin().apply(batch(ADMIN, ASSIGN_22).setIdempotencyKey("late").build());
    assertThat(again.getAlreadyApplied()).isTrue();
  }

  /** What is asked of a site that is not written, or not there. */
  @Test
  void apply_otherSites_areRefused() {
    AdminRefusedException unknown =
        catchThrowableOfType(
            AdminRefusedException.class,
            () -> site.admin().withSite("atlantis").apply(batch(ADMIN, ASSIGN_22).build()));
    assertThat(unknown.kind()).isEqualTo(Kind.NOT_FOUND);
    try (ServedSite readOnly = ServedSite.demo();
        var admin = BeadleAdmin.to(readOnly.target())) {
      AdminRefusedException refused =
          catchThrowableOfType(
              AdminRefusedException.class, () -> admin.apply(batch(ADMIN, ASSIGN_22).build()));
      assertThat(refused.kind()).isEqualTo(Kind.FAILED_PRECONDITION);
      assertThat(refused.rule()).isEqualTo("READ_ONLY");
    }
  }

  /** ListChanges: everything once, in order, page by page, with who and why. */
  @Test
  void listChanges_pages_tellEverythingOnce() {
    List<String> written = new ArrayList<>();
    for (long user = 20; user < 23; user++) {
      written.add(site.apply(ASSIGN_22.replace("22", Long.toString(user))).getRevision());
    }
    List<String> told = new ArrayList<>();
    String after = "";
    do {
      ListChangesResponse page = site.admin().listChanges(after, 2);
      page.getEntriesList().forEach(entry -> told.add(entry.getRevision()));
      assertThat(page.getEntries(0).getActor()).isEqualTo(ADMIN);
      assertThat(page.getEntries(0).getReason()).isEqualTo("a test");
      assertThat(page.getEntries(0).getCommittedAt().getSeconds()).isPositive();
      after = page.getNextAfterRevision();
    } while (!after.isEmpty());
    assertThat(told).isEqualTo(written);
    assertThat(site.admin().listChanges(written.getLast(), 0).getEntriesCount()).isZero();
  }

  /** ListChanges: revisions of another log or of the future, and pages too long. */
  @ParameterizedTest
  @CsvSource({
    "other.1,0,after_revision",
    "demo.99,0,after_revision",
    "x,0,after_revision",
    "'',1001,page_size",
    "'',-1,page_size"
  })
  void listChanges_malformed_namesTheField(String after, int pageSize, String field) {
    AdminRefusedException refused =
        catchThrowableOfType(
            AdminRefusedException.class, () -> site.admin().listChanges(after, pageSize));
    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
    assertThat(refused.field()).isEqualTo(field);
  }

  private AdminRefusedException refusalUnder(RowCondition condition) {
    return site.refusalOf(
        batch(ADMIN, ASSIGN_22).setPreconditions(Preconditions.newBuilder().addRows(condition)));
  }
}
