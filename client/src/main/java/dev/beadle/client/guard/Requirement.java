package dev.beadle.client.guard;

import dev.beadle.v1.ContextReference;
import java.util.function.Function;

/**
 * What a method demands.
 *
 * @param contextOf where, by the request
 */
record Requirement(String capability, Function<Object, ContextReference> contextOf) {
  Requirement {
    if (capability.isBlank()) {
      throw new IllegalArgumentException("capability: blank (expected: a capability's name)");
    }
  }
}
