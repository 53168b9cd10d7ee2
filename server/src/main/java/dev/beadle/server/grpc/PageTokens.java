package dev.beadle.server.grpc;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.model.Revision;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Writes where the next page of a list begins into a token that nobody else can make: whoever
 * brings one back was given it by this object, for the same question. Thread-safe.
 */
public final class PageTokens {
  private static final int KEY_BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SEAL_BYTES = 32;
  private static final String FIELD = "page_token";

  private @Nullable SecretKeySpec key;

  /** A page of facts that are no longer kept. */
  static final class FactsGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FactsGoneException(Revision revision) {
      super(
          FIELD
              + ": the facts of revision "
              + revision.token()
              + " are no longer kept; begin with the first page again",
          null,
          false,
          false);
    }
  }

  /**
   * Where a page begins.
   *
   * @param revision of the facts that all pages are about
   * @param atMillis the moment for which they were taken
   * @param offset how many items come before it
   */
  public record Place(Revision revision, long atMillis, long offset) {
    /**
     * The facts that the page is about.
     *
     * @throws FactsGoneException if they are no longer kept
     */
    public PolicySnapshot factsIn(SnapshotStore site) {
      PolicySnapshot found = site.findAt(revision.position(), atMillis);
      if (found == null || !found.revision().equals(revision)) {
        throw new FactsGoneException(revision);
      }
      // Others may have asked about a later moment meanwhile.
      return found.asItWasAt(atMillis);
    }
  }

  /**
   * The token of a place.
   *
   * @param question what is asked, page token apart
   */
  public String tokenOf(Place place, String question) {
    byte[] revision = place.revision().token().getBytes(StandardCharsets.UTF_8);
    byte[] content =
        ByteBuffer.allocate(2 * Long.BYTES + revision.length)
            .putLong(place.atMillis())
            .putLong(place.offset())
            .put(revision)
            .array();
    byte[] token =
        ByteBuffer.allocate(SEAL_BYTES + content.length)
            .put(sealOf(content, question))
            .put(content)
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /**
   * The place of a token.
   *
   * @throws dev.beadle.server.change.RefusedChangeException of kind INVALID if this process has not
   *     given it for this question
   */
  public Place placeOf(String token, String question) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
      byte[] seal = new byte[SEAL_BYTES];
      bytes.get(seal);
      byte[] content = new byte[bytes.remaining()];
      bytes.get(content);
      if (!MessageDigest.isEqual(seal, sealOf(content, question))) {
        throw refusal();
      }
      ByteBuffer told = ByteBuffer.wrap(content);
      long atMillis = told.getLong();
      long offset = told.getLong();
      String revision = StandardCharsets.UTF_8.decode(told).toString();
      return new Place(Revision.parse(revision), atMillis, offset);
    } catch (IllegalArgumentException | BufferUnderflowException damaged) {
      throw refusal();
    }
  }

  private static RuntimeException refusal() {
    return WireFields.refusal(
        FIELD, "damaged, of another server, or of another question (expected: next_page_token)");
  }

  /** Made when it is first needed: randomness takes its time, for which no start should wait. */
  private synchronized SecretKeySpec key() {
    if (key == null) {
      byte[] random = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(random);
      key = new SecretKeySpec(random, ALGORITHM);
    }
    return key;
  }

  private byte[] sealOf(byte[] content, String question) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key());
      byte[] asked = question.getBytes(StandardCharsets.UTF_8);
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(asked.length).array());
      mac.update(asked);
      return mac.doFinal(content);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
    }
  }
}
