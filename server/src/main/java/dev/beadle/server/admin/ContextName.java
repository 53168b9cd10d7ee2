package dev.beadle.server.admin;

/** Which context a command means. Immutable and so thread-safe. */
public sealed interface ContextName {
  /**
   * The context with an id.
   *
   * @param id context.id
   */
  record ById(long id) implements ContextName {
    public ById {
      Fields.requireId("context.id", id);
    }
  }

  /**
   * The context of a thing.
   *
   * @param level context.contextlevel
   * @param instanceId context.instanceid: 0 for the system, else the id of the thing
   */
  record OfInstance(int level, long instanceId) implements ContextName {
    public OfInstance {
      Fields.requireBetween("context.level", level, 1, Integer.MAX_VALUE);
      Fields.requireIdOrZero("context.instance_id", instanceId);
    }
  }
}
