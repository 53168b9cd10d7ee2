package dev.beadle.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The process of an engine. First it answers questions and compares them with the right answers,
 * all of them or as many as it can in some seconds; then it asks in a loop whenever its standard
 * input says {@code run MILLISECONDS}, and tells answers and nanoseconds. It ends with the input.
 */
public final class PeerLoop {
  private static final String ANSWER = "under-load: ";
  private static final long VERIFICATION_NANOS = TimeUnit.SECONDS.toNanos(6);

  private final Peer peer;
  private final Material material;
  private int position;

  private PeerLoop(Peer peer, Material material) {
    this.peer = peer;
    this.material = material;
  }

  /** Runs an engine: its name, and the folder with what it is given. */
  public static void main(String[] arguments) throws Exception {
    Material material = Material.read(Path.of(arguments[1]));
    Peer peer =
        switch (arguments[0]) {
          case "jcasbin" -> new JCasbinPeer(material);
          case "cedar" -> new CedarPeer(material);
          case "sapl" -> new SaplPeer(material);
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    var loop = new PeerLoop(peer, material);
    System.out.println(ANSWER + loop.verified() + " " + material.questions().size());
    loop.obey();
    System.exit(0);
  }

  private int verified() throws Exception {
    long end = System.nanoTime() + VERIFICATION_NANOS;
    int verified = 0;
    while (verified < material.questions().size() && System.nanoTime() - end < 0) {
      if (peer.isAllowed(verified) != material.questions().get(verified).isAllowed()) {
        throw new IllegalStateException("otherwise: " + material.questions().get(verified));
      }
      verified++;
    }
    return verified;
  }

  private void obey() throws Exception {
    try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        run(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(line.split(" ", -1)[1])));
      }
    } catch (IOException gone) {
      System.err.println("the input failed: " + gone);
    }
  }

  private void run(long nanos) throws Exception {
    long begun = System.nanoTime();
    long answers = 0;
    long allowed = 0;
    while (System.nanoTime() - begun < nanos) {
      allowed += peer.isAllowed(position) ? 1 : 0;
      position = (position + 1) % material.questions().size();
      answers++;
    }
    long took = System.nanoTime() - begun;
    System.out.println(ANSWER + answers + " " + took + " " + allowed);
  }
}
