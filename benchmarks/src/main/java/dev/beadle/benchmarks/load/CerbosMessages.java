package dev.beadle.benchmarks.load;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests and responses of Cerbos's {@code CheckResources}, as bytes. The field numbers are those
 * of its published {@code cerbos/request/v1}, {@code response/v1} and {@code engine/v1}. Stateless
 * and so thread-safe.
 */
final class CerbosMessages {
  /** The only kind of resource there is. */
  static final String KIND = "context";

  static final MethodDescriptor<byte[], byte[]> CHECK_RESOURCES =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("cerbos.svc.v1.CerbosService/CheckResources")
          .setRequestMarshaller(Bytes.MARSHALLER)
          .setResponseMarshaller(Bytes.MARSHALLER)
          .build();

  private static final long EFFECT_ALLOW = 1;

  private CerbosMessages() {}

  /** Writes fields. */
  @FunctionalInterface
  private interface Fields {
    void to(CodedOutputStream out) throws IOException;
  }

  /** One user's questions; those of one context stand together. */
  static byte[] request(List<RoleQuestion> questions) {
    RoleQuestion first = questions.getFirst();
    return message(out -> {
      out.writeByteArray(3, principal(first));
      int from = 0;
      while (from < questions.size()) {
        int to = from;
        while (to < questions.size()
            && questions.get(to).contextId() == questions.get(from).contextId()) {
          to++;
        }
        out.writeByteArray(4, entry(questions.subList(from, to)));
        from = to;
      }
    });
  }

  /** Whether a response has the right answer to each question. */
  static boolean isRight(List<RoleQuestion> questions, byte[] response)
      throws InvalidProtocolBufferException {
    Map<String, Boolean> answers = answers(response);
    for (RoleQuestion question : questions) {
      Boolean isAllowed = answers.get(question.contextId() + " " + question.capability());
      if (isAllowed == null || isAllowed != question.isAllowed()) {
        return false;
      }
    }
    return true;
  }

  private static byte[] principal(RoleQuestion question) {
    return message(out -> {
      out.writeString(1, Long.toString(question.userId()));
      for (String role : question.roles()) {
        out.writeString(3, role);
      }
    });
  }

  private static byte[] entry(List<RoleQuestion> questions) {
    return message(out -> {
      for (RoleQuestion question : questions) {
        out.writeString(1, question.capability());
      }
      out.writeByteArray(
          2,
          message(resource -> {
            resource.writeString(1, KIND);
            resource.writeString(3, Long.toString(questions.getFirst().contextId()));
          }));
    });
  }

  private static byte[] message(Fields fields) {
    try {
      var bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.to(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static Map<String, Boolean> answers(byte[] response)
      throws InvalidProtocolBufferException {
    Map<String, Boolean> answers = new HashMap<>();
    try {
      CodedInputStream in = CodedInputStream.newInstance(response);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == 2) {
          readResult(in.readByteArray(), answers);
        } else {
          in.skipField(tag);
        }
      }
    } catch (InvalidProtocolBufferException malformed) {
      throw malformed;
    } catch (IOException malformed) {
      throw new InvalidProtocolBufferException(malformed);
    }
    return answers;
  }

  private static void readResult(byte[] result, Map<String, Boolean> answers) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(result);
    String id = "";
    Map<String, Boolean> actions = new HashMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> id = readId(in.readByteArray());
        case 2 -> readAction(in.readByteArray(), actions);
        default -> in.skipField(tag);
      }
    }
    for (Map.Entry<String, Boolean> action : actions.entrySet()) {
      answers.put(id + " " + action.getKey(), action.getValue());
    }
  }

  private static String readId(byte[] resource) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(resource);
    String id = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        id = in.readString();
      } else {
        in.skipField(tag);
      }
    }
    return id;
  }

  private static void readAction(byte[] entry, Map<String, Boolean> actions) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(entry);
    String action = "";
    long effect = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> action = in.readString();
        case 2 -> effect = in.readInt64();
        default -> in.skipField(tag);
      }
    }
    actions.put(action, effect == EFFECT_ALLOW);
  }
}
