package dev.beadle.client.guard;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import dev.beadle.client.BeadleClient;
import dev.beadle.client.CapabilityDecision;
import dev.beadle.client.CapabilityRequiredException;
import dev.beadle.client.OnFailure;
import dev.beadle.v1.ContextReference;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Lets only those calls through to a gRPC service whose {@link ActingUser} has the capability that
 * the method demands. Others end with PERMISSION_DENIED, whose details have an {@code ErrorInfo} of
 * the domain {@code beadle.dev}: its reason is the rule that denied; or UNAVAILABLE, and then its
 * {@code status} is the gRPC code that says why there is no answer (NOT_FOUND: a context that does
 * not exist). A method for which nothing was said is refused to everybody. Thread-safe.
 *
 * {@snippet class="dev.beadle.server.examples.ServingExamples" region="guard" :
 * var guard =
 *     CapabilityGuard.of(beadle)
 *         .method(
 *             SearchServiceGrpc.getCheckCourseAccessMethod(),
 *             "mod/forum:replypost",
 *             request -> Contexts.course(request.getCourseId()))
 *         .open(SearchServiceGrpc.getGetSecurityOverviewMethod())
 *         .build();
 * return ServerInterceptors.intercept(service, guard, ActingUser.received());
 * }
 *
 * <p>It holds no thread while it waits for the sidecar. Each message of a streaming call is
 * checked. What had to wait for an answer goes on on the client's executor ({@link
 * dev.beadle.client.BeadleClientBuilder#executor}, virtual threads by default); what did not (the
 * answer was near, or came before the end of the request) on the server's, as without a guard.
 * Whoever bounds how many calls run at once bounds both, and nothing may block on a server with a
 * direct executor. A call that is over before the answer comes is not let through any more.
 *
 * <p>{@code ServerInterceptors.intercept} calls the last one first, so {@link ActingUser#received}
 * is named after the guard; the other way round every caller is a visitor.
 */
public final class CapabilityGuard implements ServerInterceptor {
  private static final Logger LOG = System.getLogger("dev.beadle.client");
  private static final String DOMAIN = "beadle.dev";

  private final BeadleClient beadle;
  private final Map<String, Requirement> requirements;
  private final Set<String> open;
  // Methods whose faults are in the log already.
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  private CapabilityGuard(Builder builder) {
    this.beadle = builder.beadle;
    this.requirements = Map.copyOf(builder.requirements);
    this.open = Set.copyOf(builder.open);
  }

  /** Makes a guard that asks a client. */
  public static Builder of(BeadleClient beadle) {
    return new Builder(beadle);
  }

  /** Says what methods demand. For one thread. */
  public static final class Builder {
    private final BeadleClient beadle;
    private final Map<String, Requirement> requirements = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private Builder(BeadleClient beadle) {
      this.beadle = beadle.withOnFailure(OnFailure.DENY);
    }

    /**
     * What a method demands: one capability; more are asked for within it by {@link #require}.
     *
     * @param contextOf where the capability is needed, by the request; a {@code
     *     StatusRuntimeException} that it throws ends the call, whatever else it throws is
     *     INVALID_ARGUMENT
     * @throws IllegalArgumentException if something was demanded of the method before
     */
    public <Q> Builder method(
        MethodDescriptor<Q, ?> method,
        String capability,
        Function<? super Q, ContextReference> contextOf) {
      add(
          method.getFullMethodName(),
          new Requirement(
              requireNonNull(capability, "capability"),
              ofAnyRequest(requireNonNull(contextOf, "contextOf"))));
      return this;
    }

    /**
     * What the methods of a service demand by {@link RequiresCapability}.
     *
     * @throws IllegalArgumentException if none does, a field that is named does not fit, or
     *     something was demanded of a method before
     */
    public Builder annotated(BindableService service) {
      AnnotatedMethods.of(service).forEach(this::add);
      return this;
    }

    /** Of two demands, one would be forgotten. */
    private void add(String method, Requirement requirement) {
      Requirement before = requirements.putIfAbsent(method, requirement);
      if (before != null) {
        throw new IllegalArgumentException(
            method
                + ": demands "
                + before.capability()
                + " already (expected: one capability; ask for more within the method)");
      }
    }

    /** A method that demands nothing. */
    public Builder open(MethodDescriptor<?, ?> method) {
      open.add(method.getFullMethodName());
      return this;
    }

    /**
     * The guard.
     *
     * @throws IllegalArgumentException if a method is open and demands something
     */
    public CapabilityGuard build() {
      for (String method : open) {
        if (requirements.containsKey(method)) {
          throw new IllegalArgumentException(method + ": open, and demands a capability");
        }
      }
      return new CapabilityGuard(this);
    }

    // The interceptor is only given requests of the method that it was told of.
    @SuppressWarnings("unchecked")
    private static <Q> Function<Object, ContextReference> ofAnyRequest(
        Function<? super Q, ContextReference> contextOf) {
      return (Function<Object, ContextReference>) contextOf;
    }
  }

  /**
   * The same within a method: goes on only if the acting user has a capability in a context. What
   * it throws ends the call, if the method is one that a guard was told of.
   *
   * {@snippet class="dev.beadle.server.examples.ServingExamples" region="require" :
   * guard.require("mod/forum:replypost", Contexts.course(request.getCourseId()));
   * }
   *
   * @throws StatusRuntimeException PERMISSION_DENIED, with the rule in the details
   */
  public void require(String capability, ContextReference context) {
    long userId = ActingUser.current();
    try {
      beadle.requireCapability(userId, capability, context);
    } catch (CapabilityRequiredException denied) {
      throw denial(new Asked(userId, capability, context), denied.decision());
    }
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    Requirement requirement = requirements.get(method);
    if (requirement != null) {
      return GuardedListener.of(
          call,
          asGuarded -> next.startCall(asGuarded, headers),
          request -> asked(method, requirement, request));
    }
    if (open.contains(method)) {
      try {
        return new ThrownStatus<>(call, next.startCall(call, headers));
      } catch (StatusRuntimeException thrown) {
        ThrownStatus.end(call, thrown);
        return new ServerCall.Listener<>() {};
      }
    }
    StatusRuntimeException refused =
        refusal("NOTHING_SAID", method + " is open to nobody", Map.of());
    call.close(refused.getStatus(), trailersOf(refused));
    return new ServerCall.Listener<>() {};
  }

  private GuardedListener.Verdict asked(String method, Requirement requirement, Object request) {
    long userId = ActingUser.current();
    ContextReference context = contextOf(method, requirement, request);
    return new GuardedListener.Verdict(
        beadle.async().decide(userId, requirement.capability(), context),
        decision -> denial(new Asked(userId, requirement.capability(), context), decision));
  }

  /** What throws here is told once for each method: callers could fill the log. */
  private ContextReference contextOf(String method, Requirement requirement, Object request) {
    try {
      return requireNonNull(requirement.contextOf().apply(request), "context");
    } catch (StatusRuntimeException wished) {
      throw wished;
    } catch (RuntimeException malformed) {
      if (told.add(method)) {
        LOG.log(
            Level.WARNING,
            method + ": the context of a request could not be told, and it was refused; told once",
            malformed);
      }
      throw malformed;
    }
  }

  static Metadata trailersOf(StatusRuntimeException refused) {
    Metadata trailers = refused.getTrailers();
    return trailers == null ? new Metadata() : trailers;
  }

  /** What was asked, for whoever is denied. */
  private record Asked(long userId, String capability, ContextReference context) {
    Map<String, String> metadata(String rule) {
      Map<String, String> metadata = new HashMap<>();
      metadata.put("rule", rule);
      metadata.put("user_id", Long.toString(userId));
      metadata.put("capability", capability);
      if (context.hasId()) {
        metadata.put("context_id", Long.toString(context.getId()));
      } else {
        metadata.put("context_level", Integer.toString(context.getInstance().getLevel()));
        metadata.put("context_instance_id", Long.toString(context.getInstance().getInstanceId()));
      }
      return metadata;
    }
  }

  private static StatusRuntimeException denial(Asked asked, CapabilityDecision decision) {
    String rule = decision.isDecided() ? decision.rule().name() : decision.reason().name();
    Map<String, String> metadata = asked.metadata(rule);
    if (decision.isDecided()) {
      return refusal(rule, "user " + asked.userId + " lacks " + asked.capability, metadata);
    }
    metadata.put("status", decision.status().getCode().name());
    return refusal(
        rule,
        "it is not known whether user " + asked.userId + " has " + asked.capability,
        metadata);
  }

  private static StatusRuntimeException refusal(
      String reason, String message, Map<String, String> metadata) {
    var info =
        ErrorInfo.newBuilder().setReason(reason).setDomain(DOMAIN).putAllMetadata(metadata).build();
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(Code.PERMISSION_DENIED_VALUE)
            .setMessage(message)
            .addDetails(Any.pack(info))
            .build());
  }
}
