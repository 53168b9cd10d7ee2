package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.client.CapabilityDecision.Reason;
import dev.beadle.client.Certificates.Identity;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with real certificates: whoever cannot show who he is gets no question and no yes. */
final class TlsTest {
  private static final String REPLY = "mod/forum:replypost";

  @TempDir private static Path folder;

  private static Path authority;
  private static Path otherAuthority;
  private static Identity server;
  private static Identity caller;
  private static Identity stranger;

  @BeforeAll
  static void sign() throws Exception {
    var certificates = new Certificates(folder);
    authority = certificates.authority("authority");
    otherAuthority = certificates.authority("other-authority");
    server = certificates.signed("server", "authority", "localhost");
    caller = certificates.signed("caller", "authority", "caller.invalid");
    stranger = certificates.signed("stranger", "other-authority", "stranger.invalid");
  }

  /** tls: a server with a certificate of the authority is asked, in every form. */
  @Test
  void tls_trusted_isAnswered() throws Exception {
    try (var sidecar = new FakeSidecar(shown(server));
        BeadleClient client = builder(sidecar).tls(authority).build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      assertThat(client.check(Questions.one(1, REPLY, Contexts.system())).hasDecision()).isTrue();
      sidecar.answer(false);
      assertThat(client.decide(1, REPLY, Contexts.system()).reason()).isEqualTo(Reason.RULE);
    }
  }

  /** tls: one whose certificate somebody else has signed. */
  @Test
  void tls_otherAuthority_isUnavailable() throws Exception {
    try (var sidecar = new FakeSidecar(shown(server));
        BeadleClient client = builder(sidecar).tls(otherAuthority).build()) {
      assertUnavailable(client, sidecar);
    }
  }

  /** tls: one whose certificate is that of another host. */
  @Test
  void tls_otherHostName_isUnavailable() throws Exception {
    Identity elsewhere =
        new Certificates(folder).signed("elsewhere", "authority", "elsewhere.invalid");
    try (var sidecar = new FakeSidecar(shown(elsewhere));
        BeadleClient client = builder(sidecar).tls(authority).build()) {
      assertUnavailable(client, sidecar);
      assertThat(client.decide(1, REPLY, Contexts.system()).status().getDescription())
          .as("what the system said")
          .containsIgnoringCase("localhost")
          .contains("found");
    }
  }

  /** tls: one whose certificate is over. */
  @Test
  void tls_expired_isUnavailable() throws Exception {
    Identity expired = new Certificates(folder).expired("expired", "authority", "localhost");
    try (var sidecar = new FakeSidecar(shown(expired));
        BeadleClient client = builder(sidecar).tls(authority).build()) {
      assertUnavailable(client, sidecar);
    }
  }

  /** tls: never in the clear, and a client without it never to a server with it. */
  @Test
  void tls_oneSideOnly_isUnavailable() throws Exception {
    try (var clear = new FakeSidecar();
        BeadleClient client = builder(clear).tls(authority).build()) {
      assertUnavailable(client, clear);
    }
    try (var sidecar = new FakeSidecar(shown(server));
        BeadleClient client = builder(sidecar).build()) {
      assertUnavailable(client, sidecar);
    }
  }

  /** tls on both sides: only those whom the server trusts are answered. */
  @Test
  void tls_mutual_onlyTheTrustedAreAnswered() throws Exception {
    try (var sidecar = new FakeSidecar(demanding(server));
        BeadleClient trusted =
            builder(sidecar).tls(authority, caller.chain(), caller.key()).build();
        BeadleClient unknown =
            builder(sidecar).tls(authority, stranger.chain(), stranger.key()).build();
        BeadleClient nobody = builder(sidecar).tls(authority).build()) {
      assertUnavailable(unknown, sidecar);
      assertUnavailable(nobody, sidecar);
      assertThat(trusted.hasCapability(1, REPLY, Contexts.system())).isTrue();
    }
  }

  /** tls: a second endpoint that can show who it is answers for the first, which cannot. */
  @Test
  void tls_firstEndpointIsUntrusted_secondAnswers() throws Exception {
    try (var untrusted = new FakeSidecar(shown(stranger));
        var trusted = new FakeSidecar(shown(server));
        BeadleClient client = builder(untrusted).target(trusted.target()).tls(authority).build()) {
      assertThat(
              client
                  .withDeadline(Duration.ofSeconds(20))
                  .hasCapability(1, REPLY, Contexts.system()))
          .isTrue();
      assertThat(untrusted.batchesLeft()).isZero();
    }
  }

  /** tls: a file that is something else is refused, by its name; a key, when it is needed. */
  @Test
  void tls_malformedFile_isRefused() throws Exception {
    Path malformed = Files.writeString(folder.resolve("malformed"), "no certificate");
    BeadleClientBuilder builder = BeadleClient.builder("localhost:1");
    assertThatThrownBy(() -> builder.tls(folder.resolve("missing")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing");
    assertThatThrownBy(() -> builder.tls(malformed))
        .isInstanceOf(IOException.class)
        .hasMessage("authorities: " + malformed + ": not X.509 certificates in PEM form");
    assertThatThrownBy(() -> builder.tls(authority, malformed, caller.key()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("certificateChain: ");
    Path older = Files.writeString(folder.resolve("older"), "-----BEGIN RSA PRIVATE KEY-----");
    assertThatThrownBy(() -> builder.tls(authority, caller.chain(), older))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("privateKey: " + older + ": not PKCS#8 in PEM form");
    Path empty = Files.writeString(folder.resolve("empty"), "-----BEGIN PRIVATE KEY-----");
    assertThatThrownBy(() -> builder.tls(authority, caller.chain(), empty).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("private key");
  }

  private static BeadleClientBuilder builder(FakeSidecar sidecar) {
    return BeadleClient.builder(sidecar.target()).deadline(Duration.ofSeconds(1));
  }

  private static void assertUnavailable(BeadleClient client, FakeSidecar sidecar) {
    CapabilityDecision decision = client.decide(1, REPLY, Contexts.system());
    assertThat(decision.allowed()).isFalse();
    assertThat(decision.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(decision.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(sidecar.batchesLeft()).as("questions that came").isZero();
  }

  private static ServerCredentials shown(Identity identity) throws IOException {
    return TlsServerCredentials.create(identity.chain().toFile(), identity.key().toFile());
  }

  private static ServerCredentials demanding(Identity identity) throws IOException {
    return TlsServerCredentials.newBuilder()
        .keyManager(identity.chain().toFile(), identity.key().toFile())
        .trustManager(authority.toFile())
        .clientAuth(ClientAuth.REQUIRE)
        .build();
  }
}
