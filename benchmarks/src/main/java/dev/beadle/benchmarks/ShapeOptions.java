package dev.beadle.benchmarks;

import dev.beadle.server.testing.generator.SiteShape;
import picocli.CommandLine.Option;

/** The size of a generated site, on the command line. Confined to one thread. */
final class ShapeOptions {
  @Option(
      names = "--users",
      defaultValue = "1000000",
      description = "rows in the table of users (default: ${DEFAULT-VALUE})")
  private int users;

  @Option(
      names = "--contexts",
      defaultValue = "1000000",
      description = "rows in the table of contexts, users' among them (default: ${DEFAULT-VALUE})")
  private int contexts;

  @Option(
      names = "--user-contexts",
      defaultValue = "400000",
      description = "users with a context of their own (default: ${DEFAULT-VALUE})")
  private int userContexts;

  @Option(
      names = "--assignments",
      defaultValue = "10000000",
      description = "rows in the table of role assignments (default: ${DEFAULT-VALUE})")
  private int assignments;

  @Option(
      names = "--seed",
      defaultValue = "20261120",
      description =
          "what the draws start from: the same gives the same (default: ${DEFAULT-VALUE})")
  private long seed;

  /**
   * The size asked for.
   *
   * @throws IllegalArgumentException if there is no such site
   */
  SiteShape shape() {
    return new SiteShape(users, contexts, userContexts, assignments, seed);
  }
}
