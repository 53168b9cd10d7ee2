package dev.beadle.client;

import static java.util.Objects.requireNonNull;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;

/** Credentials from files in PEM form. A file that is none is told of by its name. */
final class TlsFiles {
  private static final String KEY_BEGINS = "-----BEGIN PRIVATE KEY-----";

  private TlsFiles() {}

  /** Trusts what the authorities have signed, and shows nothing. */
  static ChannelCredentials trusting(Path authorities) throws IOException {
    requireCertificates("authorities", authorities);
    return TlsChannelCredentials.newBuilder().trustManager(authorities.toFile()).build();
  }

  /** Trusts what the authorities have signed, and shows a certificate. */
  static ChannelCredentials mutual(Path authorities, Path certificateChain, Path privateKey)
      throws IOException {
    requireCertificates("authorities", authorities);
    requireCertificates("certificateChain", certificateChain);
    requireKey(requireNonNull(privateKey, "privateKey"));
    return TlsChannelCredentials.newBuilder()
        .trustManager(authorities.toFile())
        .keyManager(certificateChain.toFile(), privateKey.toFile())
        .build();
  }

  private static void requireCertificates(String name, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(requireNonNull(file, name))) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
        throw noCertificate(name, file, null);
      }
    } catch (CertificateException malformed) {
      throw noCertificate(name, file, malformed);
    }
  }

  /** PKCS#1 ("BEGIN RSA PRIVATE KEY") is what it is usually mistaken for. */
  private static void requireKey(Path file) throws IOException {
    if (!Files.readString(file, StandardCharsets.ISO_8859_1).contains(KEY_BEGINS)) {
      throw new IOException(
          "privateKey: " + file + ": not PKCS#8 in PEM form (expected: " + KEY_BEGINS + ")");
    }
  }

  private static IOException noCertificate(String name, Path file, @Nullable Exception cause) {
    return new IOException(name + ": " + file + ": not X.509 certificates in PEM form", cause);
  }
}
