package dev.beadle.server.grpc.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.Consistency;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The questions of a request. A plain one (a user, one capability and a context) is a few numbers
 * and a place in the request's bytes; any other is the message that the generated code makes of it.
 * Not changed once it is read, and then thread-safe.
 */
public final class AskedQuestions implements AskedMessage {
  // Of each question: the user, the context's id or instance, its level, and where the name lies.
  private static final int USER = 0;
  private static final int INSTANCE = 1;
  private static final int LEVEL = 2;
  private static final int NAME = 3;
  private static final int NUMBERS = 4;

  private static final @Nullable CapabilityQuestion[] NO_MESSAGES = {};

  /** The level of a context that is named by its own id. */
  public static final int BY_ID = 0;

  private final byte[] bytes;
  private long[] numbers;
  private @Nullable CapabilityQuestion[] messages = NO_MESSAGES;
  private int count;
  private String site = "";
  private @Nullable Consistency consistency;

  AskedQuestions(byte[] bytes, int expectedCount) {
    this.bytes = bytes;
    this.numbers = new long[expectedCount * NUMBERS];
  }

  /** The questions of a batch that has been read by the generated code. */
  static AskedQuestions of(BatchCheckCapabilitiesRequest request) {
    return of(
        request.getSite(),
        request.getQuestionsList(),
        request.hasConsistency() ? request.getConsistency() : null);
  }

  /** The question of a request that has been read by the generated code. */
  static AskedQuestions of(CheckCapabilityRequest request) {
    return of(
        request.getSite(),
        List.of(request.getQuestion()),
        request.hasConsistency() ? request.getConsistency() : null);
  }

  private static AskedQuestions of(
      String site, List<CapabilityQuestion> questions, @Nullable Consistency consistency) {
    var asked = new AskedQuestions(new byte[0], 0);
    asked.site = site;
    asked.consistency = consistency;
    asked.messages = questions.toArray(new @Nullable CapabilityQuestion[0]);
    asked.count = questions.size();
    return asked;
  }

  /** Reads a batch. */
  public static AskedQuestions readBatch(byte[] bytes) throws InvalidProtocolBufferException {
    AskedQuestions plain = QuestionReader.findQuestions(bytes, 0, bytes.length, 1);
    return plain != null ? plain : of(BatchCheckCapabilitiesRequest.parseFrom(bytes));
  }

  /** Reads a request with one question. */
  public static AskedQuestions readSingle(byte[] bytes) throws InvalidProtocolBufferException {
    AskedQuestions usual = UsualQuestion.findOnly(bytes);
    if (usual != null) {
      return usual;
    }
    AskedQuestions plain = QuestionReader.findQuestions(bytes, 0, bytes.length, 1);
    return plain != null && plain.count == 1 ? plain : of(CheckCapabilityRequest.parseFrom(bytes));
  }

  /** How many questions there are. */
  public int count() {
    return count;
  }

  @Override
  public String site() {
    return site;
  }

  @Override
  public @Nullable Consistency findConsistency() {
    return consistency;
  }

  /** Whether a question is plain, so that it has no message. */
  public boolean isPlain(int question) {
    return findMessage(question) == null;
  }

  /** The message of a question that is not plain, or null. */
  public @Nullable CapabilityQuestion findMessage(int question) {
    return question < messages.length ? messages[question] : null;
  }

  /** The user of a plain question, at least 0. */
  public long userId(int question) {
    return numbers[question * NUMBERS + USER];
  }

  /** The level of a plain question's context, or {@link #BY_ID}. */
  public int level(int question) {
    return (int) numbers[question * NUMBERS + LEVEL];
  }

  /** The instance of a plain question's context, at least 0; or its id, at least 1. */
  public long instance(int question) {
    return numbers[question * NUMBERS + INSTANCE];
  }

  /** The bytes in which the names of plain questions lie. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the name of a plain question's capability begins; it is ASCII. */
  public int nameStart(int question) {
    return nameStartIn(numbers[question * NUMBERS + NAME]);
  }

  /** Where it ends. */
  public int nameEnd(int question) {
    return nameEndIn(numbers[question * NUMBERS + NAME]);
  }

  void setSite(String newSite) {
    site = newSite;
  }

  void setConsistency(Consistency newConsistency) {
    consistency = newConsistency;
  }

  void add(long userId, int level, long instance, long name) {
    int at = count * NUMBERS;
    if (at == numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.max(NUMBERS, 2 * at));
    }
    numbers[at + USER] = userId;
    numbers[at + INSTANCE] = instance;
    numbers[at + LEVEL] = level;
    numbers[at + NAME] = name;
    count++;
  }

  void add(CapabilityQuestion message) {
    if (count >= messages.length) {
      messages = Arrays.copyOf(messages, Math.max(Byte.SIZE, 2 * count));
    }
    messages[count] = message;
    add(0, BY_ID, 0, 0);
  }

  /** Where a name lies, as one number. */
  static long name(int start, int end) {
    return (long) start << Integer.SIZE | end;
  }

  static int nameStartIn(long name) {
    return (int) (name >>> Integer.SIZE);
  }

  static int nameEndIn(long name) {
    return (int) name;
  }
}
