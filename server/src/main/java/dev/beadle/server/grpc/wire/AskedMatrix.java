package dev.beadle.server.grpc.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.Consistency;
import dev.beadle.v1.Environment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a matrix asks: a user, contexts and capabilities. When it is plain, contexts are numbers and
 * capabilities places in the request's bytes; else there is the message that the generated code
 * makes of it. Not changed once it is read, and then thread-safe.
 */
public final class AskedMatrix implements AskedMessage {
  private static final int EXPECTED_COUNT = 32;

  private final byte[] bytes;
  private final @Nullable CheckCapabilityMatrixRequest message;
  // Of each row its level, or BY_ID, and its instance, or id.
  private int[] levels = new int[EXPECTED_COUNT];
  private long[] instances = new long[EXPECTED_COUNT];
  private int rows;
  private long[] names = new long[EXPECTED_COUNT];
  private int columns;
  private long userId;
  private boolean includeRules;
  private String site = "";
  private Environment environment = Environment.getDefaultInstance();
  private @Nullable Consistency consistency;

  AskedMatrix(byte[] bytes) {
    this.bytes = bytes;
    this.message = null;
  }

  private AskedMatrix(CheckCapabilityMatrixRequest message) {
    this.bytes = new byte[0];
    this.message = message;
    this.rows = message.getContextsCount();
    this.columns = message.getCapabilitiesCount();
    this.userId = message.getUserId();
    this.includeRules = message.getIncludeRules();
    this.site = message.getSite();
    this.environment = message.getEnvironment();
    this.consistency = message.hasConsistency() ? message.getConsistency() : null;
  }

  /** Reads a request. */
  public static AskedMatrix read(byte[] bytes) throws InvalidProtocolBufferException {
    AskedMatrix plain = MatrixReader.findMatrix(bytes);
    return plain != null ? plain : new AskedMatrix(CheckCapabilityMatrixRequest.parseFrom(bytes));
  }

  /** The message of a matrix that is not plain, or null. */
  public @Nullable CheckCapabilityMatrixRequest findMessage() {
    return message;
  }

  /** The number of contexts. */
  public int rows() {
    return rows;
  }

  /** The number of capabilities. */
  public int columns() {
    return columns;
  }

  /** The user. */
  public long userId() {
    return userId;
  }

  /** Whether the rules are wanted. */
  public boolean includeRules() {
    return includeRules;
  }

  @Override
  public String site() {
    return site;
  }

  /** The surroundings. */
  public Environment environment() {
    return environment;
  }

  @Override
  public @Nullable Consistency findConsistency() {
    return consistency;
  }

  /** The level of a context, or {@link AskedQuestions#BY_ID}; of a plain matrix. */
  public int level(int row) {
    return levels[row];
  }

  /** The instance of a context, at least 0; or its id, at least 1; of a plain matrix. */
  public long instance(int row) {
    return instances[row];
  }

  /** The bytes in which the names of a plain matrix lie. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the name of a capability of a plain matrix begins; it is ASCII. */
  public int nameStart(int column) {
    return AskedQuestions.nameStartIn(names[column]);
  }

  /** Where it ends. */
  public int nameEnd(int column) {
    return AskedQuestions.nameEndIn(names[column]);
  }

  void addRow(int level, long instance) {
    if (rows == levels.length) {
      levels = Arrays.copyOf(levels, 2 * rows);
      instances = Arrays.copyOf(instances, 2 * rows);
    }
    levels[rows] = level;
    instances[rows++] = instance;
  }

  void addColumn(long name) {
    if (columns == names.length) {
      names = Arrays.copyOf(names, 2 * columns);
    }
    names[columns++] = name;
  }

  void setUserId(long newUserId) {
    userId = newUserId;
  }

  void includeTheRules() {
    includeRules = true;
  }

  void setSite(String newSite) {
    site = newSite;
  }

  void setEnvironment(Environment newEnvironment) {
    environment = newEnvironment;
  }

  void setConsistency(Consistency newConsistency) {
    consistency = newConsistency;
  }
}
