package dev.beadle.server.search.roles;

/**
 * What a role of an archetype gets as its standard at the system context, when it is made or reset
 * (rules §11). Implementations are pure.
 */
@FunctionalInterface
public interface ArchetypeDefaults {
  /** No role has a standard. */
  ArchetypeDefaults NONE = (_, _) -> 0;

  /**
   * The number that is stored for it; 0 when nothing is.
   *
   * @param archetype role.archetype; may be empty or unknown
   * @param capability a name
   */
  long permissionOf(String archetype, String capability);
}
