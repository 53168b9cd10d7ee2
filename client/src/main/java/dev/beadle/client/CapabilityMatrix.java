package dev.beadle.client;

import static java.util.Objects.checkIndex;

import dev.beadle.client.internal.wire.Failure;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.Rule;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answers about one user, for every pair of some contexts and some capabilities, all of one
 * revision. Immutable.
 *
 * {@snippet class="dev.beadle.server.examples.AskingExamples" region="matrix" :
 * var forums = List.of(Contexts.module(3), Contexts.module(2), Contexts.module(10));
 * CapabilityMatrix matrix = beadle.matrix(10, forums, List.of("mod/forum:replypost"));
 * List<String> mayReply = new ArrayList<>();
 * for (int i = 0; i < forums.size(); i++) {
 *   if (matrix.isAllowed(i, 0)) {
 *     mayReply.add("course module " + forums.get(i).getInstance().getInstanceId());
 *   }
 * }
 * return mayReply;
 * }
 */
public final class CapabilityMatrix {
  private final List<ContextReference> contexts;
  private final List<String> capabilities;
  private final CheckCapabilityMatrixResponse response;
  private final Map<Integer, Status> errors = new TreeMap<>();
  private final Status status;

  private CapabilityMatrix(
      List<ContextReference> contexts,
      List<String> capabilities,
      CheckCapabilityMatrixResponse response,
      Status status) {
    this.contexts = List.copyOf(contexts);
    this.capabilities = List.copyOf(capabilities);
    this.response = response;
    this.status = status;
    response
        .getErrorsList()
        .forEach(error -> errors.put(error.getIndex(), Failure.ofError(error.getError()).status()));
  }

  /** What a sidecar answered, and what is {@link #isWhole whole}. */
  static CapabilityMatrix of(
      List<ContextReference> contexts,
      List<String> capabilities,
      CheckCapabilityMatrixResponse response) {
    return new CapabilityMatrix(contexts, capabilities, response, Status.OK);
  }

  /** Whether an answer has something for each pair; otherwise it is none. */
  static boolean isWhole(int rows, int columns, CheckCapabilityMatrixResponse response) {
    long pairs = (long) rows * columns;
    return response.getAllowed().size() == (pairs + 7) / 8
        && response.getRules().size() == pairs
        && response.getErrorsList().stream()
            .allMatch(error -> error.getIndex() >= 0 && error.getIndex() < rows);
  }

  /** Nothing is allowed, because there is no answer. */
  static CapabilityMatrix denied(
      List<ContextReference> contexts, List<String> capabilities, Status status) {
    return new CapabilityMatrix(
        contexts, capabilities, CheckCapabilityMatrixResponse.getDefaultInstance(), status);
  }

  /** The rows, in the order in which they were asked. */
  public List<ContextReference> contexts() {
    return contexts;
  }

  /** The columns, in the order in which they were asked. */
  public List<String> capabilities() {
    return capabilities;
  }

  /**
   * Whether the user has a capability in a context; no where that could not be told.
   *
   * @param context position in {@link #contexts}
   * @param capability position in {@link #capabilities}
   */
  public boolean isAllowed(int context, int capability) {
    int bit = positionOf(context, capability);
    return status.isOk()
        && !errors.containsKey(context)
        && (response.getAllowed().byteAt(bit / 8) >> (bit % 8) & 1) != 0;
  }

  /** The rule that decided about a pair; RULE_UNSPECIFIED where none did. */
  public Rule rule(int context, int capability) {
    int position = positionOf(context, capability);
    if (!status.isOk()) {
      return Rule.RULE_UNSPECIFIED;
    }
    Rule rule = Rule.forNumber(response.getRules().byteAt(position) & 0xFF);
    return rule == null ? Rule.UNRECOGNIZED : rule;
  }

  /** Why a context could not be answered; OK when it was. */
  public Status statusOf(int context) {
    checkIndex(context, contexts.size());
    return status.isOk() ? errors.getOrDefault(context, Status.OK) : status;
  }

  /** Why there is no answer at all; OK when there is one. */
  public Status status() {
    return status;
  }

  /** The revision of the facts; opaque; empty when there is no answer. */
  public String revision() {
    return response.getFreshness().getRevision();
  }

  private int positionOf(int context, int capability) {
    checkIndex(context, contexts.size());
    return context * capabilities.size() + checkIndex(capability, capabilities.size());
  }
}
