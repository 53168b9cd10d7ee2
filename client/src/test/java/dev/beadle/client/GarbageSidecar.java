package dev.beadle.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.beadle.client.Garbler.Kind;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.Decision;
import dev.beadle.v1.Rule;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A server whose answers are garbage as long as it is told so. It would allow users with an odd id,
 * and remembers of whom it has said yes: by whatever bytes it sent, read as the contract says.
 * Thread-safe.
 */
final class GarbageSidecar implements AutoCloseable {
  private final Garbler garbler;
  private final Set<Long> allowed = ConcurrentHashMap.newKeySet();
  private final Server server;
  private volatile boolean isSound;

  /** Answers one request of a call. */
  private interface Answering {
    void answer(byte[] request, GarbageCall call) throws InvalidProtocolBufferException;
  }

  GarbageSidecar(long seed) throws IOException {
    this.garbler = new Garbler(seed);
    this.server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(
                ServerServiceDefinition.builder(CheckServiceGrpc.SERVICE_NAME)
                    .addMethod(
                        RawBytes.method(CheckServiceGrpc.getCheckCapabilityMethod()),
                        each(this::single))
                    .addMethod(
                        RawBytes.method(CheckServiceGrpc.getBatchCheckCapabilitiesMethod()),
                        each(this::batch))
                    .addMethod(
                        RawBytes.method(CheckServiceGrpc.getCheckCapabilityMatrixMethod()),
                        each(this::matrix))
                    .addMethod(
                        RawBytes.method(CheckServiceGrpc.getStreamCheckCapabilitiesMethod()),
                        each(this::streamed))
                    .build())
            .build()
            .start();
  }

  String target() {
    return "localhost:" + server.getPort();
  }

  /** From now on it answers as it should. */
  void becomeSound() {
    isSound = true;
  }

  /** Whether anything that it sent says that this user may. */
  boolean hasAllowed(long userId) {
    return allowed.contains(userId);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private void single(byte[] request, GarbageCall call) throws InvalidProtocolBufferException {
    long user = CheckCapabilityRequest.parseFrom(request).getQuestion().getUserId();
    var sound = CheckCapabilityResponse.newBuilder().setDecision(decision(user)).build();
    call.answer(
        sound,
        bytes -> {
          if (CheckCapabilityResponse.parseFrom(bytes).getDecision().getAllowed()) {
            allowed.add(user);
          }
        });
  }

  private void batch(byte[] bytes, GarbageCall call) throws InvalidProtocolBufferException {
    var request = BatchCheckCapabilitiesRequest.parseFrom(bytes);
    call.answer(answerTo(request), answer -> allowed.addAll(Garbler.allowedBy(answer, request)));
  }

  /** Of each user, the first pair is what is looked at. */
  private void matrix(byte[] bytes, GarbageCall call) throws InvalidProtocolBufferException {
    var request = CheckCapabilityMatrixRequest.parseFrom(bytes);
    int pairs = request.getContextsCount() * request.getCapabilitiesCount();
    byte[] bits = new byte[(pairs + 7) / 8];
    bits[0] = (byte) (request.getUserId() & 1);
    var sound =
        CheckCapabilityMatrixResponse.newBuilder()
            .setAllowed(ByteString.copyFrom(bits))
            .setRules(ByteString.copyFrom(new byte[pairs]))
            .build();
    call.answer(
        sound,
        answer -> {
          ByteString told = CheckCapabilityMatrixResponse.parseFrom(answer).getAllowed();
          if (told.size() == bits.length && (told.byteAt(0) & 1) != 0) {
            allowed.add(request.getUserId());
          }
        });
  }

  private void streamed(byte[] bytes, GarbageCall call) throws InvalidProtocolBufferException {
    var request = StreamCheckCapabilitiesRequest.parseFrom(bytes);
    call.asked.put(request.getRequestId(), request.getBatch());
    var sound =
        StreamCheckCapabilitiesResponse.newBuilder()
            .setRequestId(request.getRequestId())
            .setBatch(answerTo(request.getBatch()))
            .build();
    call.answer(
        sound,
        answer -> {
          var read = StreamCheckCapabilitiesResponse.parseFrom(answer);
          var asked = call.asked.get(read.getRequestId());
          if (asked != null && read.hasBatch()) {
            allowed.addAll(Garbler.allowedBy(read.getBatch(), asked));
          }
        });
  }

  private static BatchCheckCapabilitiesResponse answerTo(BatchCheckCapabilitiesRequest request) {
    var answer = BatchCheckCapabilitiesResponse.newBuilder();
    request
        .getQuestionsList()
        .forEach(
            question -> answer.addResultsBuilder().setDecision(decision(question.getUserId())));
    return answer.build();
  }

  private static Decision decision(long userId) {
    return Decision.newBuilder().setAllowed(userId % 2 == 1).setRule(Rule.RULE_ROLE_ALLOWS).build();
  }

  private ServerCallHandler<byte[], byte[]> each(Answering answering) {
    return (call, _) -> {
      call.sendHeaders(new Metadata());
      call.request(Integer.MAX_VALUE);
      var garbage = new GarbageCall(call);
      return new ServerCall.Listener<>() {
        @Override
        public void onMessage(byte[] request) {
          try {
            answering.answer(request, garbage);
          } catch (InvalidProtocolBufferException malformed) {
            throw new UncheckedIOException(malformed);
          }
        }

        @Override
        public void onHalfClose() {
          garbage.end(Status.OK);
        }
      };
    };
  }

  /** Takes down what bytes say before they are sent. */
  private interface TakingDown {
    void take(byte[] answer) throws InvalidProtocolBufferException;
  }

  /** One call. Its requests come one after the other. */
  private final class GarbageCall {
    private final ServerCall<byte[], byte[]> call;
    private final Map<Long, BatchCheckCapabilitiesRequest> asked = new HashMap<>();
    private byte @Nullable [] late;
    private boolean isSilent;
    private boolean isEnded;

    GarbageCall(ServerCall<byte[], byte[]> call) {
      this.call = call;
    }

    void answer(Message sound, TakingDown record) {
      Kind kind;
      byte[] bytes;
      Status status;
      synchronized (garbler) {
        kind = isSound ? Kind.SOUND : garbler.kind();
        bytes = garbler.bytesOf(sound, kind);
        status = Status.fromCodeValue(1 + garbler.below(16));
      }
      try {
        record.take(bytes);
      } catch (InvalidProtocolBufferException _) {
        // It says nothing.
      }
      send(kind, bytes, status);
    }

    private void send(Kind kind, byte[] bytes, Status status) {
      switch (kind) {
        case NEVER -> isSilent = true;
        case AFTER_THE_NEXT -> late = bytes;
        case ENDED_WITHOUT -> end(Status.OK);
        case STATUS -> end(status);
        case TWICE, ENDED_AFTERWARDS -> {
          send(bytes);
          if (kind == Kind.TWICE) {
            send(bytes);
          } else {
            end(status);
          }
        }
        default -> send(bytes);
      }
    }

    private void send(byte[] bytes) {
      if (isEnded) {
        return;
      }
      call.sendMessage(bytes);
      byte[] held = late;
      late = null;
      if (held != null) {
        call.sendMessage(held);
      }
    }

    void end(Status status) {
      if (!isEnded && !isSilent) {
        isEnded = true;
        call.close(status, new Metadata());
      }
    }
  }
}
