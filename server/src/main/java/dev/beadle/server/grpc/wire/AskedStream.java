package dev.beadle.server.grpc.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;

/**
 * One message of a stream of batches. Thread-safe.
 *
 * @param requestId the caller's; any number, unsigned
 */
public record AskedStream(long requestId, AskedQuestions questions) {
  private static final int REQUEST_ID =
      ByteCursor.number(StreamCheckCapabilitiesRequest.REQUEST_ID_FIELD_NUMBER);
  private static final int BATCH =
      ByteCursor.delimited(StreamCheckCapabilitiesRequest.BATCH_FIELD_NUMBER);

  /** The questions lie within the batch, which lies within the message. */
  private static final int DEPTH = 2;

  /** More than the tags and numbers around a batch take. */
  private static final int HEAD_BYTES = 32;

  /** Reads a message. */
  public static AskedStream read(byte[] bytes) throws InvalidProtocolBufferException {
    var cursor = new ByteCursor(bytes, 0, bytes.length);
    long requestId = 0;
    if (cursor.hasMore() && bytes[0] == REQUEST_ID) {
      int _ = cursor.tag();
      requestId = cursor.number();
    }
    if (requestId >= 0 && cursor.hasMore() && cursor.tag() == BATCH) {
      int length = cursor.length();
      if (length == bytes.length - cursor.at()) {
        AskedQuestions plain =
            QuestionReader.findQuestions(bytes, cursor.at(), bytes.length, DEPTH);
        if (plain != null) {
          return new AskedStream(requestId, plain);
        }
      }
    }
    StreamCheckCapabilitiesRequest message = StreamCheckCapabilitiesRequest.parseFrom(bytes);
    return new AskedStream(message.getRequestId(), AskedQuestions.of(message.getBatch()));
  }

  /** The message that answers this one with a batch. */
  public EncodedMessage answer(EncodedMessage batch) {
    var response = new AnswerWriter(batch.length() + HEAD_BYTES);
    response.writeNumber(StreamCheckCapabilitiesResponse.REQUEST_ID_FIELD_NUMBER, requestId);
    response.write(StreamCheckCapabilitiesResponse.BATCH_FIELD_NUMBER, batch);
    return response.message();
  }

  /** The message that says why this one is not answered. */
  public EncodedMessage refusal(Status error) {
    return EncodedMessage.of(
        StreamCheckCapabilitiesResponse.newBuilder()
            .setRequestId(requestId)
            .setError(error)
            .build());
  }
}
