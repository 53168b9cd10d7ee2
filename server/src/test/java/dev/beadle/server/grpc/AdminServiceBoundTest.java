package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.AdminServed.ADMIN;
import static dev.beadle.server.grpc.AdminServed.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.beadle.client.AdminRefusedException;
import dev.beadle.client.AdminRefusedException.Kind;
import dev.beadle.client.BeadleAdmin;
import dev.beadle.server.admin.AdminBatch;
import dev.beadle.server.admin.AdminLimits;
import dev.beadle.server.change.Committed;
import dev.beadle.server.change.Proposal;
import dev.beadle.server.change.RefusalDetails;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.model.Revision;
import dev.beadle.server.testing.MemoryLog;
import dev.beadle.server.testing.Proposals;
import io.grpc.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The administration service before a writer that a test plays. */
final class AdminServiceBoundTest {
  private static final String COMMAND = "{\"deleteRole\": {\"roleId\": 9}}";
  private static final dev.beadle.v1.AdminBatch BATCH = batch(ADMIN, COMMAND).build();

  private final BlockingQueue<CompletableFuture<Committed>> waiting = new LinkedBlockingQueue<>();

  /** RESOURCE_EXHAUSTED: so many calls at once, a place is free again when one has ended. */
  @Test
  void apply_tooManyAtOnce_namesTheBound() throws InterruptedException {
    try (LocalChannel local = serve();
        BeadleAdmin admin = BeadleAdmin.over(local.channel()).withDeadline(ServedSite.PATIENCE)) {
      Thread first = Thread.startVirtualThread(() -> admin.apply(BATCH));
      CompletableFuture<Committed> write = waiting.poll(20, TimeUnit.SECONDS);
      assertThat(write).isNotNull();
      AdminRefusedException refused =
          catchThrowableOfType(AdminRefusedException.class, () -> admin.apply(BATCH));
      assertThat(refused.kind()).isEqualTo(Kind.OVERLOADED);
      assertThat(refused.getMessage()).contains("limit of 1", "max-concurrent-admin-calls");
      write.complete(new Committed(new Revision("demo", 7), List.of(), false));
      first.join();
      Thread second = Thread.startVirtualThread(() -> admin.apply(BATCH));
      CompletableFuture<Committed> next = waiting.poll(20, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      next.complete(new Committed(new Revision("demo", 7), List.of(), false));
      second.join();
    }
  }

  /**
   * "… take the batch back as long as the writer has not begun with it". When the server learns of
   * it is its own matter: a caller may know sooner.
   */
  @Test
  void apply_deadlinePassesBeforeItIsBegun_isTakenBack() throws InterruptedException {
    try (LocalChannel local = serve();
        BeadleAdmin admin = BeadleAdmin.over(local.channel()).withDeadline(ServedSite.PATIENCE)) {
      var late = new CompletableFuture<AdminRefusedException>();
      Thread.startVirtualThread(() ->
          late.complete(
              catchThrowableOfType(
                  AdminRefusedException.class,
                  () -> admin.withDeadline(Duration.ofSeconds(2)).apply(BATCH))));
      CompletableFuture<Committed> write = waiting.poll(20, TimeUnit.SECONDS);
      assertThat(write).isNotNull();
      Await.until("it is taken back", write::isCancelled);
      assertThat(late.join().kind()).isEqualTo(Kind.UNAVAILABLE);
    }
  }

  /** Memory or the stack runs out: the call ends, and its place is free again. */
  @Test
  void apply_errorInTheWork_endsTheCallAndMakesRoom() throws Exception {
    var isFailing = new AtomicBoolean(true);
    Function<AdminBatch, Proposal> planning =
        batch -> {
          if (isFailing.get()) {
            throw new StackOverflowError("too deep");
          }
          return propose(batch);
        };
    try (LocalChannel local = serve(planning);
        BeadleAdmin admin = BeadleAdmin.over(local.channel()).withDeadline(ServedSite.PATIENCE)) {
      AdminRefusedException failed =
          catchThrowableOfType(AdminRefusedException.class, () -> admin.apply(BATCH));
      assertThat(failed.status().getCode()).isEqualTo(Status.Code.INTERNAL);
      isFailing.set(false);
      Thread next = Thread.startVirtualThread(() -> admin.apply(BATCH));
      CompletableFuture<Committed> write = waiting.poll(20, TimeUnit.SECONDS);
      assertThat(write).isNotNull();
      write.complete(new Committed(new Revision("demo", 7), List.of(), false));
      next.join();
    }
  }

  /** Every kind of refusal has a status of its own, and tells command, capability and context. */
  @ParameterizedTest
  @EnumSource(RefusedChangeException.Kind.class)
  void apply_refusal_isToldWithItsDetails(RefusedChangeException.Kind kind) throws Exception {
    try (LocalChannel local = serve();
        BeadleAdmin admin = BeadleAdmin.over(local.channel()).withDeadline(ServedSite.PATIENCE)) {
      var told = new CompletableFuture<AdminRefusedException>();
      Thread.startVirtualThread(() -> {
        try {
          admin.apply(BATCH);
        } catch (AdminRefusedException refused) {
          told.complete(refused);
        }
      });
      CompletableFuture<Committed> write = waiting.poll(20, TimeUnit.SECONDS);
      assertThat(write).isNotNull();
      write.completeExceptionally(
          new RefusedChangeException(
              kind,
              "commands[0]: role_id: no",
              new RefusalDetails(0, "role_id", "R1", "moodle/role:manage", 1)));
      AdminRefusedException refused = told.get(20, TimeUnit.SECONDS);
      String name =
          kind == RefusedChangeException.Kind.LOG_UNAVAILABLE ? "UNAVAILABLE" : kind.name();
      assertThat(refused.kind().name()).isEqualTo(name);
      assertThat(refused.field()).isEqualTo("commands[0].delete_role.role_id");
      assertThat(refused.getMessage()).endsWith("commands[0].delete_role.role_id: no");
      assertThat(refused.command()).isZero();
      assertThat(refused.rule()).isEqualTo("R1");
      assertThat(refused.capability()).isEqualTo("moodle/role:manage");
      assertThat(refused.contextId()).isOne();
    }
  }

  private LocalChannel serve() {
    return serve(AdminServiceBoundTest::propose);
  }

  private LocalChannel serve(Function<AdminBatch, Proposal> planning) {
    AdminSites sites = AdminSites.ofOnly("demo");
    sites.open(
        new AdminSites.Site(
            new SnapshotStore(),
            _ -> {
              var write = new CompletableFuture<Committed>();
              waiting.add(write);
              return write;
            },
            MemoryLog.after("demo", 1),
            planning));
    return LocalChannel.to(
        new AdminService(
            new AdminService.Parts(
                sites,
                BatchMapper.ofConnections(AdminLimits.DEFAULT),
                1,
                InstantSource.system(),
                Thread::startVirtualThread)));
  }

  private static Proposal propose(AdminBatch batch) {
    assertThat(batch.actor()).isEqualTo(ADMIN);
    return Proposals.of();
  }
}
