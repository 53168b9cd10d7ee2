package dev.beadle.server.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.client.BeadleAdmin;
import dev.beadle.client.BeadleClient;
import dev.beadle.client.Contexts;
import dev.beadle.server.grpc.AdminServed;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.v1.AdminBatch;
import dev.beadle.v1.AdminCommand;
import dev.beadle.v1.CheckCourseAccessRequest;
import dev.beadle.v1.CheckCourseAccessResponse;
import dev.beadle.v1.DeleteRole;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceImplBase;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every example of the client's Javadoc does what it says, with a server of the demonstration. */
final class ClientExamplesTest {
  private final AdminServed site = AdminServed.demo();
  private final String target = site.served().target();
  private final BeadleClient beadle =
      BeadleClient.builder(target).deadline(ServedSite.PATIENCE).build();

  @AfterEach
  void close() {
    beadle.close();
    site.close();
  }

  @Test
  void asking_examples_answer() throws Exception {
    assertThat(AskingExamples.single(target)).isTrue();
    assertThat(AskingExamples.builder(target, "localhost:1")).isTrue();
    assertThat(AskingExamples.async(beadle).toCompletableFuture().get(20, TimeUnit.SECONDS))
        .isEqualTo("reply");
    assertThat(AskingExamples.batch(beadle)).containsExactly("yes", "yes", "no: RULE_GUEST_GUARD");
    assertThat(AskingExamples.decide(beadle)).isEqualTo("RULE_GUEST_GUARD");
    assertThat(AskingExamples.require(beadle)).isEqualTo("user 0: RULE_GUEST_GUARD");
    assertThat(AskingExamples.matrix(beadle)).containsExactly("course module 3");
    assertThat(AskingExamples.explain(beadle)).contains("mod/forum:replypost");
    assertThat(AskingExamples.failed(beadle)).isEqualTo("NOT_FOUND");
    assertThat(AskingExamples.ready(target)).isTrue();
    assertThat(AskingExamples.onFailure("localhost:1")).isEqualTo("nobody can tell");
  }

  @Test
  void following_examples_follow() throws Exception {
    String before = beadle.decide(10, "mod/forum:replypost", Contexts.module(3)).revision();
    assertThat(FollowingExamples.search(beadle)).contains(10L).doesNotContain(22L);
    assertThat(FollowingExamples.pages(beadle)).isNotEmpty();
    String written = FollowingExamples.administer(target);
    var unreasonable =
        AdminBatch.newBuilder()
            .setActor(2)
            .addCommands(AdminCommand.newBuilder().setDeleteRole(DeleteRole.newBuilder()))
            .build();
    try (var admin = BeadleAdmin.to(target)) {
      assertThat(FollowingExamples.refused(admin, unreasonable)).startsWith("INVALID: ");
    }
    assertThat(FollowingExamples.consistency(beadle, written)).isTrue();
    assertThat(FollowingExamples.watch(beadle, before)).isEqualTo(written);
    assertThat(FollowingExamples.search(beadle)).contains(22L);
    assertThat(FollowingExamples.nearCache(target)).isTrue();
    var registry = new SimpleMeterRegistry();
    assertThat(FollowingExamples.meters(target, registry)).isTrue();
    assertThat(registry.get("beadle.client.checks").tag("answer", "allowed").timer().count())
        .isOne();
  }

  @Test
  void serving_examples_guard() throws Exception {
    assertGuards(ServingExamples.annotated(beadle));
    assertGuards(ServingExamples.guarded(beadle, new OpenService()));
    assertGuards(ServingExamples.asking(beadle));
  }

  /** Lets everybody in who comes so far. */
  private static final class OpenService extends SearchServiceImplBase {
    @Override
    public void checkCourseAccess(
        CheckCourseAccessRequest request, StreamObserver<CheckCourseAccessResponse> observer) {
      observer.onNext(CheckCourseAccessResponse.newBuilder().setAllowed(true).build());
      observer.onCompleted();
    }
  }

  private static void assertGuards(ServerServiceDefinition service) throws Exception {
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(service)
            .build()
            .start();
    ManagedChannel channel =
        Grpc.newChannelBuilder("localhost:" + server.getPort(), InsecureChannelCredentials.create())
            .build();
    try {
      assertThat(ServingExamples.actingUser(channel, 10)).isTrue();
      assertThatThrownBy(() -> ServingExamples.actingUser(channel, 4))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageStartingWith("PERMISSION_DENIED");
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }
}
