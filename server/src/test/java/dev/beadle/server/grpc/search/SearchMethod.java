package dev.beadle.server.grpc.search;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.v1.SearchServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.stub.ClientCalls;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Any method of the search service, called without knowing which: so that no method that comes
 * later is forgotten.
 *
 * @param method as gRPC knows it
 * @param request its request, with nothing set
 */
record SearchMethod(MethodDescriptor<Message, Message> method, Message request) {
  private static final String PAGE_TOKEN = "page_token";
  private static final String PAGE_SIZE = "page_size";

  /** All of them. */
  static List<SearchMethod> all() {
    return SearchServiceGrpc.getServiceDescriptor().getMethods().stream()
        .map(SearchMethod::of)
        .toList();
  }

  /** Those that answer a page at a time. */
  static List<SearchMethod> paged() {
    return all().stream().filter(SearchMethod::isPaged).toList();
  }

  // Every message is a Message, and the marshaller is the generated one.
  @SuppressWarnings("unchecked")
  private static SearchMethod of(MethodDescriptor<?, ?> method) {
    var marshaller = (PrototypeMarshaller<?>) method.getRequestMarshaller();
    return new SearchMethod(
        (MethodDescriptor<Message, Message>) method,
        (Message) requireNonNull(marshaller.getMessagePrototype()));
  }

  Descriptor requestType() {
    return request.getDescriptorForType();
  }

  boolean isPaged() {
    return requestType().findFieldByName(PAGE_TOKEN) != null;
  }

  /** The request for another page. */
  Message page(Message asked, int size, String token) {
    return asked.toBuilder()
        .setField(fieldOf(asked, PAGE_SIZE), size)
        .setField(fieldOf(asked, PAGE_TOKEN), token)
        .build();
  }

  /** The value of a field of an answer. */
  static Object valueOf(Message answer, String field) {
    return answer.getField(fieldOf(answer, field));
  }

  /** The items of a page: the first field that is a list, but for what every page has. */
  static List<?> itemsOf(Message answer) {
    FieldDescriptor items =
        answer.getDescriptorForType().getFields().stream()
            .filter(FieldDescriptor::isRepeated)
            .filter(field -> !field.getName().equals("roles"))
            .findFirst()
            .orElseThrow();
    return (List<?>) answer.getField(items);
  }

  Message call(Channel channel, Message asked) {
    return ClientCalls.blockingUnaryCall(
        channel,
        method,
        CallOptions.DEFAULT.withDeadlineAfter(
            ServedSite.PATIENCE.toMillis(), TimeUnit.MILLISECONDS),
        asked);
  }

  @Override
  public String toString() {
    return requireNonNull(method.getBareMethodName());
  }

  private static FieldDescriptor fieldOf(Message message, String name) {
    return requireNonNull(message.getDescriptorForType().findFieldByName(name), name);
  }
}
