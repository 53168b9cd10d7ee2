package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Authorities and what they sign, made by the JDK's keytool when a test begins. For one thread. */
final class Certificates {
  private static final String PASSWORD = "of-no-worth";

  private final Path folder;
  private final Path store;

  /**
   * Where one's certificate and key are.
   *
   * @param chain the certificates up to the authority, in PEM form
   * @param key PKCS#8 in PEM form
   */
  record Identity(Path chain, Path key) {}

  Certificates(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("keys.p12");
  }

  /** A new authority's certificate, in PEM form. */
  Path authority(String name) throws Exception {
    make(name, List.of("-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign"));
    return identity(name).chain();
  }

  /** What an authority signs for somebody who is reached by a DNS name, valid from now on. */
  Identity signed(String name, String authority, String dnsName) throws Exception {
    make(name, List.of("-signer", authority, "-ext", "san=dns:" + dnsName));
    return identity(name);
  }

  /** The same, but over since yesterday. */
  Identity expired(String name, String authority, String dnsName) throws Exception {
    make(
        name,
        List.of(
            "-signer",
            authority,
            "-ext",
            "san=dns:" + dnsName,
            "-startdate",
            "-3d",
            "-validity",
            "2"));
    return identity(name);
  }

  private void make(String name, List<String> more) throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(keytool.toString(), "-genkeypair", "-alias", name, "-dname", "CN=" + name));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(more);
    Path log = folder.resolve("keytool.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("keytool ends").isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }

  private Identity identity(String name) throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    var chain = new StringBuilder();
    for (Certificate certificate : Arrays.asList(keys.getCertificateChain(name))) {
      chain.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    Key key = keys.getKey(name, PASSWORD.toCharArray());
    return new Identity(
        Files.writeString(folder.resolve(name + ".crt"), chain),
        Files.writeString(folder.resolve(name + ".key"), pem("PRIVATE KEY", key.getEncoded())));
  }

  private static String pem(String kind, byte[] content) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind);
  }
}
