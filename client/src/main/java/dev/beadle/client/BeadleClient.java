package dev.beadle.client;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Message;
import dev.beadle.client.internal.check.Answer;
import dev.beadle.client.internal.check.Question;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.Consistency;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.ExplainCapabilityResponse;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import dev.beadle.v1.WatchRequest;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;

/**
 * Asks a sidecar. Thread-safe; make one for each sidecar and keep it. Calls block the calling
 * thread (a virtual one for preference) until the answer or the deadline; {@link #async} has those
 * that do not.
 *
 * {@snippet class="dev.beadle.server.examples.AskingExamples" region="single" :
 * try (var beadle = BeadleClient.to(target)) {
 *   return beadle.hasCapability(10, "mod/forum:replypost", Contexts.module(3));
 * }
 * }
 *
 * <p>It denies when there is no answer, unless it is told otherwise: {@link OnFailure} says when.
 * Single questions of concurrent callers travel together: see {@link
 * BeadleClientBuilder#coalescing}.
 */
public final class BeadleClient implements AutoCloseable {
  /** How long a call may take unless {@link #withDeadline} says otherwise. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(2);

  private final Connection connection;
  private final CallSettings settings;
  private final Asker asker;
  private final Verdicts verdicts;
  private final Requests requests;

  BeadleClient(Connection connection, CallSettings settings) {
    this.connection = connection;
    this.settings = settings;
    this.asker = new Asker(connection, settings);
    this.verdicts = new Verdicts(settings, connection);
    this.requests = new Requests(settings);
  }

  /**
   * A client of the sidecar at a target: {@code host:port}, or {@code unix:/path/of/the.sock}. It
   * connects when it is first asked.
   */
  public static BeadleClient to(String target) {
    return builder(target).build();
  }

  /** A client over a channel, which it closes in the end. */
  public static BeadleClient over(ManagedChannel channel) {
    return builder(channel).build();
  }

  /** Makes a client that is not the usual one. */
  public static BeadleClientBuilder builder(String target) {
    return new BeadleClientBuilder().target(target);
  }

  /** Makes a client with settings over a channel of one's own, which it closes in the end. */
  public static BeadleClientBuilder builder(ManagedChannel channel) {
    return new BeadleClientBuilder().channel(channel);
  }

  /** The same client, asking about the site of this name. It shares the connection. */
  public BeadleClient withSite(String site) {
    return new BeadleClient(connection, settings.withSite(site));
  }

  /**
   * The same client, with another limit for each call. It shares the connection, and closing it
   * closes both. With no time left (zero, or less), nothing is asked, and nothing fails open.
   */
  public BeadleClient withDeadline(Duration deadline) {
    return new BeadleClient(connection, settings.withDeadline(deadline));
  }

  /** The same client, with another answer to failures. It shares the connection. */
  public BeadleClient withOnFailure(OnFailure onFailure) {
    return new BeadleClient(connection, settings.withOnFailure(onFailure));
  }

  /**
   * The same client, whose answers come from certain facts: for example at least as new as the
   * revision that a write returned. Its questions travel alone, since they may have to wait. It
   * shares the connection.
   *
   * {@snippet class="dev.beadle.server.examples.FollowingExamples" region="consistency" :
   * BeadleClient afterwards =
   *     beadle.withConsistency(Consistency.newBuilder().setAtLeastRevision(revision).build());
   * return afterwards.hasCapability(22, "mod/forum:replypost", Contexts.module(3));
   * }
   */
  public BeadleClient withConsistency(Consistency consistency) {
    return new BeadleClient(connection, settings.withConsistency(consistency));
  }

  /** The same questions, for callers that do not wait. */
  public BeadleAsync async() {
    return new BeadleAsync(connection, settings);
  }

  /**
   * Whether a user has a capability in a context.
   *
   * @param userId user.id; 0 for a visitor who is not logged in
   * @throws CheckFailedException only with {@link OnFailure#THROW}
   */
  public boolean hasCapability(long userId, String capability, ContextReference context) {
    return isAllowed(Question.of(userId, capability, context));
  }

  /** Whether a user has at least one of the capabilities; as {@link #hasCapability}. */
  public boolean hasAnyCapability(
      long userId, List<String> capabilities, ContextReference context) {
    return isAllowed(Question.of(Questions.anyOf(userId, capabilities, context)));
  }

  /** Whether a user has all of the capabilities (of none he has); as {@link #hasCapability}. */
  public boolean hasAllCapabilities(
      long userId, List<String> capabilities, ContextReference context) {
    return isAllowed(Question.of(Questions.allOf(userId, capabilities, context)));
  }

  /** The decision about a user, a capability and a context; as {@link #hasCapability}. */
  public CapabilityDecision decide(long userId, String capability, ContextReference context) {
    return decide(Question.of(userId, capability, context));
  }

  /** The decision about any question; as {@link #hasCapability}. */
  public CapabilityDecision decide(CapabilityQuestion question) {
    return decide(Question.of(question));
  }

  /**
   * Goes on only if a user has a capability in a context.
   *
   * @return the decision, which allows it
   * @throws CapabilityRequiredException if he has not, or nobody can tell
   */
  public CapabilityDecision requireCapability(
      long userId, String capability, ContextReference context) {
    Question question = Question.of(userId, capability, context);
    long startedAt = connection.ticker().now();
    CapabilityDecision decision =
        verdicts.denying().decision(question, asker.ask(question, startedAt), startedAt);
    if (!decision.allowed()) {
      throw new CapabilityRequiredException(question, decision);
    }
    return decision;
  }

  /**
   * The decisions about a list of questions, all of one revision, in their order. A question that
   * cannot be answered has no effect on the others.
   *
   * @param questions at most as many as the server takes: 10,000 capabilities by default
   * @throws CheckFailedException only with {@link OnFailure#THROW}, if the list or one of its
   *     questions has no answer
   */
  public List<CapabilityDecision> decideBatch(List<CapabilityQuestion> questions) {
    return new Batch(connection, settings, verdicts).decide(questions);
  }

  /**
   * The decisions about a user, for every pair of the contexts and the capabilities.
   *
   * @param contexts and capabilities: at most 100,000 pairs by default
   * @throws CheckFailedException only with {@link OnFailure#THROW}, if there is no answer
   */
  public CapabilityMatrix matrix(
      long userId, List<ContextReference> contexts, List<String> capabilities) {
    return new MatrixCall(connection, settings).ask(userId, contexts, capabilities);
  }

  /**
   * Answers one question.
   *
   * @throws CheckFailedException if it could not be answered
   */
  public CheckCapabilityResponse check(CapabilityQuestion question) {
    return asked(CheckServiceGrpc.getCheckCapabilityMethod(), requests.check(question));
  }

  /**
   * Answers a list of questions at one revision. Each result has a decision or an error of its own.
   *
   * @throws CheckFailedException if the list as a whole could not be answered
   */
  public BatchCheckCapabilitiesResponse checkBatch(List<CapabilityQuestion> questions) {
    return asked(CheckServiceGrpc.getBatchCheckCapabilitiesMethod(), requests.batch(questions));
  }

  /**
   * Answers every pair of contexts and capabilities of a request, whose site is set to this
   * client's, and the facts that it wants too, if this client has any of its own.
   *
   * @throws CheckFailedException if it could not be answered
   */
  public CheckCapabilityMatrixResponse checkMatrix(CheckCapabilityMatrixRequest request) {
    return asked(CheckServiceGrpc.getCheckCapabilityMatrixMethod(), requests.matrix(request));
  }

  /**
   * Answers one question with the way to the answer.
   *
   * {@snippet class="dev.beadle.server.examples.AskingExamples" region="explain" :
   * ExplainCapabilityResponse why =
   *     beadle.explain(Questions.one(10, "mod/forum:replypost", Contexts.module(3)));
   * return why.getText();
   * }
   *
   * @throws CheckFailedException if it could not be answered
   */
  public ExplainCapabilityResponse explain(CapabilityQuestion question) {
    return asked(CheckServiceGrpc.getExplainCapabilityMethod(), requests.explain(question));
  }

  /**
   * Follows the changes of the site, over restarts and to other endpoints, without losing any.
   *
   * @param request where to begin, and what to hear of; its site is that of this client
   * @return what ends it, unless the client is closed before
   * @throws CheckFailedException if the client is closed
   */
  public WatchSubscription watch(WatchRequest request, WatchListener listener) {
    if (connection.endpoints().isClosed()) {
      throw new CheckFailedException(Failure.closed().status(), null);
    }
    requireNonNull(listener, "listener");
    return new WatchSubscription(
        connection.watching(settings, request, new ListenerEvents(listener)));
  }

  /** The reverse questions: who can, where can, what can, and the rest of the search service. */
  public BeadleSearch search() {
    return new BeadleSearch(connection, settings);
  }

  /**
   * Opens a stream of batches to the preferred endpoint: each request is answered in order by one
   * response. It has no deadline, is not asked again when it breaks, and the caller ends it. The
   * batches name their own site.
   *
   * @param responses takes the answers, on a thread of gRPC's
   */
  public StreamObserver<StreamCheckCapabilitiesRequest> stream(
      StreamObserver<StreamCheckCapabilitiesResponse> responses) {
    return CheckServiceGrpc.newStub(connection.endpoints().first().channel())
        .streamCheckCapabilities(responses);
  }

  /**
   * Waits until a sidecar has decided something about the site. The first call of a process takes
   * hundreds of milliseconds: classes are loaded, and a connection is made. Whoever asks with a
   * short deadline, or fails open, does this before it serves anybody; and so does whoever calls
   * himself without end now and then: a class that is first used where the stack ends is lost to
   * the JVM. This uses all that single questions, batches, matrices and explanations need.
   *
   * {@snippet class="dev.beadle.server.examples.AskingExamples" region="ready" :
   * try (var beadle = BeadleClient.builder(target).deadline(Duration.ofMillis(500)).build()) {
   *   beadle.awaitReady(Duration.ofSeconds(20));
   *   return beadle.hasCapability(10, "mod/forum:replypost", Contexts.module(3));
   * }
   * }
   *
   * @param patience how long at the most
   * @throws CheckFailedException if there is no decision in time: its status says why
   */
  public void awaitReady(Duration patience) {
    Question any = Question.of(0, "moodle/site:config", Contexts.system());
    Duration bounded = CallSettings.bounded(requireNonNull(patience, "patience"));
    long startedAt = connection.ticker().now();
    if (!connection.endpoints().isClosed()) {
      // Whoever has little patience wants to be told what the sidecar says.
      Rehearsal.await(Duration.ofNanos(bounded.toNanos() / 2));
    }
    long askedAt = connection.ticker().now();
    requireDecided(askingWithin(bounded, startedAt).askSidecar(any, askedAt));
    // Lists and the like travel by themselves.
    requireDecided(askingWithin(bounded, startedAt).askAlone(any));
  }

  private Asker askingWithin(Duration patience, long startedAt) {
    Duration left = patience.minusNanos(connection.ticker().now() - startedAt);
    return new Asker(connection, settings.withDeadline(left));
  }

  private static void requireDecided(Answer answer) {
    if (answer instanceof Answer.Failed(Failure why)) {
      throw new CheckFailedException(why.status(), null);
    }
  }

  /**
   * Closes the connection, and with it every client that shares it: they deny from then on. Waits
   * for two seconds at the most for calls that are under way.
   */
  @Override
  public void close() {
    connection.close();
  }

  private boolean isAllowed(Question question) {
    long startedAt = connection.ticker().now();
    return verdicts.isAllowed(question, asker.ask(question, startedAt), startedAt);
  }

  private CapabilityDecision decide(Question question) {
    long startedAt = connection.ticker().now();
    return verdicts.decision(question, asker.ask(question, startedAt), startedAt);
  }

  private <Q extends Message, R> R asked(MethodDescriptor<Q, R> method, Q request) {
    return connection.ask(method, request, settings);
  }
}
