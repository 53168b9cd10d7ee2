package dev.beadle.server.grpc.search;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.beadle.v1.Consistency;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What all requests of the search service have, whatever they ask.
 *
 * @param site its name; empty is the only one
 * @param consistency which facts the answer may be taken from
 * @param pageSize as asked for; 0 for the usual one
 * @param pageToken empty for the first page
 * @param question what is asked, that apart: the same for all pages
 */
record SearchRequest(
    String site, Consistency consistency, int pageSize, String pageToken, String question) {
  private static final String SITE = "site";
  private static final String CONSISTENCY = "consistency";
  private static final String PAGE_SIZE = "page_size";
  private static final String PAGE_TOKEN = "page_token";

  /** Reads a request. */
  static SearchRequest of(Message request) {
    Message.Builder question = request.toBuilder();
    for (String name : List.of(CONSISTENCY, PAGE_SIZE, PAGE_TOKEN)) {
      FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
      if (field != null) {
        question.clearField(field);
      }
    }
    return new SearchRequest(
        valueOf(request, SITE, ""),
        valueOf(request, CONSISTENCY, Consistency.getDefaultInstance()),
        valueOf(request, PAGE_SIZE, 0),
        valueOf(request, PAGE_TOKEN, ""),
        request.getDescriptorForType().getFullName()
            + " "
            + question.build().toByteString().toString(StandardCharsets.ISO_8859_1));
  }

  /** The value of a field; {@code absent} where requests of this kind have no such field. */
  // The type of the field is that of its value when it is absent.
  @SuppressWarnings("unchecked")
  private static <T> T valueOf(Message request, String name, T absent) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
    return field == null ? absent : (T) request.getField(field);
  }
}
