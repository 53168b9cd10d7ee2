package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.beadle.client.policy.NearCachePolicy;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.WatchRequest;
import dev.beadle.v1.WhoCanRequest;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes no sense is refused where it is said, by its name, its value and its bound. */
final class SettingsTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final MethodDescriptor<WhoCanRequest, ?> WHO_CAN =
      SearchServiceGrpc.getWhoCanMethod();

  /** Targets that name a port or a socket. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:7460",
        "127.0.0.1:1",
        "[::1]:65535",
        "beadle.example.org:443",
        "[fe80::1%eth0]:7460",
        "unix:/run/beadle.sock",
        "unix:///run/beadle.sock",
        "unix:beadle.sock",
        "dns:///beadle.example.org:7460"
      })
  void target_namesPortOrSocket_isTaken(String target) {
    try (BeadleClient client = BeadleClient.builder(target).build();
        BeadleAdmin admin = BeadleAdmin.to(target)) {
      assertThat(client).isNotNull();
      assertThat(admin).isNotNull();
    }
  }

  /** Targets that name neither would only fail when they are asked. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "localhost",
        "localhost:",
        ":7460",
        "localhost:0",
        "localhost:99999",
        "localhost:7460/",
        "under_score:7460",
        "dash-:7460",
        "two..dots:7460",
        "1.2.3:7460",
        "999.1.1.1:7460",
        "user@localhost:7460",
        "localhost:7460#",
        "localhost:99999999999",
        "ä.example:7460",
        "::1",
        "::1:7460",
        "unix:",
        "unix:/",
        "unix:///",
        "UNIX:/run/beadle.sock",
        "http://localhost:7460",
        "nonsense:///x"
      })
  void target_namesNeither_isRefused(String target) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BeadleClient.builder(target).build().close())
        .withMessageContaining("target: \"" + target + "\" (expected: HOST:PORT");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BeadleAdmin.to(target).close())
        .withMessageContaining("target: \"" + target + "\" (expected: HOST:PORT");
  }

  /** Times that cannot be waited. */
  @Test
  void builder_timesOutOfRange_areRefused() {
    BeadleClientBuilder builder = BeadleClient.builder("localhost:1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.deadline(Duration.ZERO))
        .withMessage("deadline: PT0S (expected: more than 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.deadline(Duration.ofSeconds(-1)))
        .withMessage("deadline: PT-1S (expected: more than 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.hedgeAfter(Duration.ofSeconds(-1)))
        .withMessage("delay: PT-1S (expected: 0 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.failOpen("mod/forum:viewdiscussion", " "))
        .withMessageContaining("capabilities: a blank one");
  }

  /** What is missing is named. */
  @Test
  @SuppressWarnings("NullAway") // callers without NullAway do this
  void builderAndAdmin_nothingGiven_isNamed() {
    BeadleClientBuilder builder = BeadleClient.builder("localhost:1");
    assertThatNullPointerException().isThrownBy(() -> builder.tls(null)).withMessage("authorities");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.failOpen("mod/forum:viewdiscussion", null))
        .withMessage("capability");
    assertThatNullPointerException()
        .isThrownBy(() -> new RetryPolicy(true, null, Duration.ofSeconds(1), 0.1, 1))
        .withMessage("firstPause");
    assertThatNullPointerException()
        .isThrownBy(() -> new NearCachePolicy(1, null))
        .withMessage("maxStaleness");
    assertThatNullPointerException()
        .isThrownBy(() -> BeadleAdmin.to("localhost:1", null))
        .withMessage("retries");
    assertThatNullPointerException()
        .isThrownBy(() -> BeadleAdmin.over(null))
        .withMessage("channel");
    try (BeadleAdmin admin = BeadleAdmin.to("localhost:1")) {
      assertThatNullPointerException().isThrownBy(() -> admin.withSite(null)).withMessage("site");
      assertThatNullPointerException()
          .isThrownBy(() -> admin.withDeadline(null))
          .withMessage("deadline");
    }
  }

  /** The same of a client that is built. */
  @Test
  @SuppressWarnings("NullAway") // callers without NullAway do this
  void client_nothingGiven_isNamed() {
    try (BeadleClient client = BeadleClient.builder("localhost:1").build()) {
      assertThatNullPointerException().isThrownBy(() -> client.withSite(null)).withMessage("site");
      assertThatNullPointerException()
          .isThrownBy(() -> client.withConsistency(null))
          .withMessage("consistency");
      assertThatNullPointerException()
          .isThrownBy(() -> client.withOnFailure(null))
          .withMessage("onFailure");
      assertThatNullPointerException()
          .isThrownBy(() -> client.watch(WatchRequest.getDefaultInstance(), null))
          .withMessage("listener");
    }
    assertThatNullPointerException()
        .isThrownBy(() -> BeadleClient.builder((String) null))
        .withMessage("target");
    assertThatNullPointerException().isThrownBy(() -> BeadleAdmin.to(null)).withMessage("target");
  }

  /** Arguments that are missing are named. */
  @Test
  @SuppressWarnings("NullAway") // callers without NullAway do this
  void ask_missingArguments_areNamed() {
    try (BeadleClient client = BeadleClient.to("localhost:1");
        BeadleAdmin admin = BeadleAdmin.to("localhost:1")) {
      assertNames("capability", () -> client.hasCapability(1, null, Contexts.system()));
      assertNames("context", () -> client.hasCapability(1, REPLY, null));
      assertNames("capabilities", () -> client.hasAnyCapability(1, null, Contexts.system()));
      assertNames("context", () -> client.hasAllCapabilities(1, List.of(REPLY), null));
      assertNames("question", () -> client.decide(null));
      assertNames("questions", () -> client.decideBatch(null));
      assertNames("contexts", () -> client.matrix(1, null, List.of(REPLY)));
      assertNames("capabilities", () -> client.matrix(1, List.of(Contexts.system()), null));
      assertNames("question", () -> client.explain(null));
      assertNames("request", () -> client.checkMatrix(null));
      assertNames("capability", () -> client.search().whoCan(null, Contexts.system()));
      assertNames("context", () -> client.search().whoCan(REPLY, null));
      assertNames("context", () -> client.search().whatCan(1, null));
      assertNames("request", () -> client.search().ask(WHO_CAN, null));
      assertNames("batch", () -> admin.apply(null));
    }
  }

  private static void assertNames(String argument, ThrowingCallable call) {
    assertThatNullPointerException().isThrownBy(call).withMessage(argument);
  }
}
