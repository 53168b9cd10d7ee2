package dev.beadle.benchmarks.load;

/** The names of what a comparison measures. */
final class Scenario {
  static final String UNARY = "unary";
  static final String LONELY = "unary-unix-1";
  static final String HALF_PEAK = "half-peak";
  static final String BATCH = "batch";
  static final String STREAM = "stream";
  static final String MATRIX = "matrix";
  static final String CLIENT = "client";
  static final String CERBOS_SINGLE = "cerbos-single";
  static final String CERBOS_BATCH = "cerbos-batch";
  static final String JCASBIN = "jcasbin";
  static final String CEDAR = "cedar";
  static final String SAPL = "sapl";
  static final String DENY_UNARY = "deny-unary";
  static final String DENY_BATCH = "deny-batch";
  static final String COLD_UNARY = "cold-unary";
  static final String COLD_BATCH = "cold-batch";
  static final String NEW_SERVER = "new-server";

  /** How the names of the points of the curve begin; what follows is the percentage of the peak. */
  static final String CURVE = "curve-";

  /** Beadle's memory over many checks. */
  static final String SOAK = "soak";

  private Scenario() {}
}
