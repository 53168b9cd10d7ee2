package dev.beadle.server.cli;

/** How a command ends. */
public final class ExitCode {
  /** Yes, or success. */
  public static final int YES = 0;

  /** No, or differences. */
  public static final int NO = 1;

  /** Bad use, or bad input. */
  public static final int BAD_INPUT = 2;

  /** The server cannot be reached. */
  public static final int UNREACHABLE = 3;

  private ExitCode() {}
}
