package dev.beadle.benchmarks.load;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How questions are put into messages. */
sealed interface Shape {
  /** How shapes are written, for help and errors. */
  String FORMS = "unary, batch:N, stream:N, matrix:CxK or client";

  /** The largest message: as many questions as a server takes by default. */
  int MAX_CHECKS = 10_000;

  Pattern SIZED = Pattern.compile("(batch|stream):(\\d{1,6})");
  Pattern MATRIX = Pattern.compile("matrix:(\\d{1,6})x(\\d{1,6})");

  /** The checks that one message asks for. */
  int checks();

  /** How many questions a message is made of that are about the same user. */
  default int questionsPerUser() {
    return 1;
  }

  /** One question in one call. */
  record Unary() implements Shape {
    @Override
    public int checks() {
      return 1;
    }

    @Override
    public String toString() {
      return "unary";
    }
  }

  /** Unlike questions in one call. */
  record Batch(int checks) implements Shape {
    public Batch {
      requireChecks("batch", checks);
    }

    @Override
    public String toString() {
      return "batch:" + checks;
    }
  }

  /** Batches on one bidirectional stream. */
  record Stream(int checks) implements Shape {
    public Stream {
      requireChecks("stream", checks);
    }

    @Override
    public String toString() {
      return "stream:" + checks;
    }
  }

  /** One user, some contexts, some capabilities in each. */
  record Matrix(int contexts, int capabilities) implements Shape {
    public Matrix {
      requireChecks("matrix", (long) contexts * capabilities);
    }

    @Override
    public int checks() {
      return contexts * capabilities;
    }

    /** The contexts of some, the capabilities of the others. */
    @Override
    public int questionsPerUser() {
      return contexts + capabilities;
    }

    @Override
    public String toString() {
      return "matrix:" + contexts + "x" + capabilities;
    }
  }

  /** Single calls of the client library, which may put them together as it likes. */
  record Client() implements Shape {
    @Override
    public int checks() {
      return 1;
    }

    @Override
    public String toString() {
      return "client";
    }
  }

  /**
   * The shape of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Shape of(String text) {
    return switch (text) {
      case "unary" -> new Unary();
      case "client" -> new Client();
      default -> sized(text);
    };
  }

  private static Shape sized(String text) {
    Matcher sized = SIZED.matcher(text);
    if (sized.matches()) {
      int checks = Integer.parseInt(sized.group(2));
      return sized.group(1).equals("batch") ? new Batch(checks) : new Stream(checks);
    }
    Matcher matrix = MATRIX.matcher(text);
    if (matrix.matches()) {
      return new Matrix(Integer.parseInt(matrix.group(1)), Integer.parseInt(matrix.group(2)));
    }
    throw new IllegalArgumentException("shape: `" + text + "` (expected: " + FORMS + ")");
  }

  private static void requireChecks(String name, long checks) {
    if (checks < 1 || checks > MAX_CHECKS) {
      throw new IllegalArgumentException(
          name + ": " + checks + " checks (expected: 1 to " + MAX_CHECKS + ")");
    }
  }
}
