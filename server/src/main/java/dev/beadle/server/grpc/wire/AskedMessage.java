package dev.beadle.server.grpc.wire;

import dev.beadle.v1.Consistency;
import org.jspecify.annotations.Nullable;

/** A request that is answered from the facts of one site. */
public sealed interface AskedMessage permits AskedQuestions, AskedMatrix {
  /** The site that is asked; empty for the only one. */
  String site();

  /** Which facts are wanted, or null for the current ones. */
  @Nullable Consistency findConsistency();
}
