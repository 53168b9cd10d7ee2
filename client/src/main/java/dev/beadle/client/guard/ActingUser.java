package dev.beadle.client.guard;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/**
 * On whose behalf a call is made: carried in gRPC's context within a process, and in the metadata
 * {@code beadle-acting-user} between processes. Thread-safe.
 *
 * {@snippet class="dev.beadle.server.examples.ServingExamples" region="actingUser" :
 * SearchServiceBlockingStub courses =
 *     SearchServiceGrpc.newBlockingStub(channel).withInterceptors(ActingUser.passedOn());
 * var request = CheckCourseAccessRequest.newBuilder().setCourseId(2).build();
 * return ActingUser.in(verifiedUserId)
 *     .call(() -> courses.checkCourseAccess(request).getAllowed());
 * }
 *
 * <p>The metadata say what the caller says. Whoever can reach a service that believes them can act
 * as anybody: let only services through, for example by mutual TLS, or verify with {@link
 * #received(ToLongFunction)}.
 */
public final class ActingUser {
  /** Nobody is logged in. */
  public static final long VISITOR = 0;

  private static final Context.Key<Long> KEY =
      Context.keyWithDefault("beadle-acting-user", VISITOR);

  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("beadle-acting-user", Metadata.ASCII_STRING_MARSHALLER);

  private static final Pattern USER_ID = Pattern.compile("[0-9]{1,18}");

  private ActingUser() {}

  /** The user (user.id) on whose behalf the current call is made; {@link #VISITOR} if nobody's. */
  public static long current() {
    return KEY.get();
  }

  /** The current context, in which a user (user.id) acts. */
  public static Context in(long userId) {
    return Context.current().withValue(KEY, userId);
  }

  /**
   * Takes the user from the metadata of each call; {@link #VISITOR} when they name none. What is no
   * number, or more than one, is UNAUTHENTICATED.
   */
  public static ServerInterceptor received() {
    return received(ActingUser::userOf);
  }

  /**
   * Takes the user from what a function finds in the metadata, such as a token that it verifies.
   *
   * @param userIds gives user.id, or throws a {@code StatusRuntimeException} that ends the call;
   *     whatever else it throws is UNAUTHENTICATED
   */
  public static ServerInterceptor received(ToLongFunction<Metadata> userIds) {
    return new Receiving(userIds);
  }

  /** Puts the user of the current context into the metadata of each call. */
  public static ClientInterceptor passedOn() {
    return new PassingOn();
  }

  private static long userOf(Metadata headers) {
    Iterable<String> named = headers.getAll(HEADER);
    if (named == null) {
      return VISITOR;
    }
    Iterator<String> ids = named.iterator();
    String id = ids.next();
    if (ids.hasNext() || !USER_ID.matcher(id).matches()) {
      throw new NumberFormatException("not one user's id");
    }
    return Long.parseLong(id);
  }

  private record Receiving(ToLongFunction<Metadata> userIds) implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      long userId;
      try {
        userId = userIds.applyAsLong(headers);
      } catch (StatusRuntimeException refused) {
        call.close(refused.getStatus(), new Metadata());
        return new ServerCall.Listener<>() {};
      } catch (RuntimeException malformed) {
        call.close(
            Status.UNAUTHENTICATED
                .withDescription("beadle-acting-user: malformed (expected: a user's id)")
                .withCause(malformed),
            new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return Contexts.interceptCall(in(userId), call, headers, next);
    }
  }

  private static final class PassingOn implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      long userId = current();
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<R> listener, Metadata headers) {
          // Whatever the metadata said before, perhaps of somebody else's choice.
          headers.discardAll(HEADER);
          if (userId != VISITOR) {
            headers.put(HEADER, Long.toString(userId));
          }
          super.start(listener, headers);
        }
      };
    }
  }
}
