package dev.beadle.server.decision;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;

/** Finds in a snapshot what a question names. */
public final class Names {
  private Names() {}

  /**
   * The capability of a name.
   *
   * @param field what to call the name in a message
   * @return its ordinal, or {@link CapabilityCatalog#ABSENT}, which is denied to everybody
   * @throws InvalidQueryException if the name is one that makes Moodle throw (§6.2)
   */
  public static int capability(PolicySnapshot snapshot, String name, String field) {
    if (CapabilityCatalog.isLegacy(name)) {
      throw new InvalidQueryException(
          field + ": legacy capabilities cannot be checked: `" + name + "`");
    }
    return snapshot.capabilities().find(name);
  }

  /**
   * The capability whose name is {@code bytes[start, end)}, without making a string of it.
   *
   * @param bytes ASCII
   * @return its ordinal; or {@link CapabilityCatalog#ABSENT} when there is no such capability, or
   *     when the name is one that makes Moodle throw: the other method tells them apart
   */
  public static int capability(PolicySnapshot snapshot, byte[] bytes, int start, int end) {
    CapabilityCatalog capabilities = snapshot.capabilities();
    int capability = capabilities.find(bytes, start, end);
    return capability != CapabilityCatalog.ABSENT && capabilities.isLegacy(capability)
        ? CapabilityCatalog.ABSENT
        : capability;
  }

  /**
   * The context with an id.
   *
   * @param field what to call the context in a message
   * @throws UnknownContextException if there is none
   */
  public static int context(PolicySnapshot snapshot, long contextId, String field) {
    int context = snapshot.contexts().find(contextId);
    if (context == ContextTree.ABSENT) {
      throw new UnknownContextException(field + ".id: no context has the id " + contextId);
    }
    return context;
  }

  /**
   * The context of a thing.
   *
   * @param field what to call the context in a message
   * @throws UnknownContextException if there is none
   */
  public static int context(PolicySnapshot snapshot, int level, long instanceId, String field) {
    int context = snapshot.contexts().find(level, instanceId);
    if (context == ContextTree.ABSENT) {
      throw new UnknownContextException(
          field + ".instance: no context of level " + level + " has the instance " + instanceId);
    }
    return context;
  }
}
