package dev.beadle.server.graph;

import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * All facts of a site at one revision. Deeply immutable and so thread-safe: who holds one may ask
 * it for ever. The ordinals of its parts belong to it and mean nothing to another snapshot.
 */
public final class PolicySnapshot {
  private static final long MILLIS_IN_SECOND = 1000;

  private final Revision revision;
  private final Instant readAt;
  private final String revisionToken;
  private final long readAtMillis;
  private final long nextBoundaryMillis;
  private final Parts parts;

  PolicySnapshot(Revision revision, Instant readAt, Parts parts) {
    this.revision = revision;
    this.readAt = readAt;
    this.revisionToken = revision.token();
    this.readAtMillis = readAt.toEpochMilli();
    this.parts = parts;
    long second = parts.assignments().nextBoundarySecond();
    this.nextBoundaryMillis = second == Long.MAX_VALUE ? Long.MAX_VALUE : second * MILLIS_IN_SECOND;
  }

  /** What a snapshot is made of. */
  record Parts(
      ContextTree contexts,
      CapabilityCatalog capabilities,
      RoleCatalog roles,
      RoleDefinitions definitions,
      RoleAssignments assignments,
      UserDirectory users,
      SiteSettings settings,
      SpecialRoles specialRoles,
      Map<SiteTable, Relation> relations,
      LastIds lastIds) {
    Parts {
      relations = Map.copyOf(relations);
    }

    Parts with(RoleAssignments newAssignments) {
      return new Parts(
          contexts,
          capabilities,
          roles,
          definitions,
          newAssignments,
          users,
          settings,
          specialRoles,
          relations,
          lastIds);
    }
  }

  /** The position of these facts in the log that they come from. */
  public Revision revision() {
    return revision;
  }

  /** When these facts were read from their source. */
  public Instant readAt() {
    return readAt;
  }

  /** The revision as it is shown outside. */
  public String revisionToken() {
    return revisionToken;
  }

  /** {@link #readAt} in milliseconds since 1970: what every answer needs. */
  public long readAtMillis() {
    return readAtMillis;
  }

  public ContextTree contexts() {
    return parts.contexts();
  }

  public CapabilityCatalog capabilities() {
    return parts.capabilities();
  }

  public RoleCatalog roles() {
    return parts.roles();
  }

  public RoleDefinitions definitions() {
    return parts.definitions();
  }

  public RoleAssignments assignments() {
    return parts.assignments();
  }

  public UserDirectory users() {
    return parts.users();
  }

  public SiteSettings settings() {
    return parts.settings();
  }

  public SpecialRoles specialRoles() {
    return parts.specialRoles();
  }

  /**
   * The rows of a table that no check reads.
   *
   * @throws IllegalArgumentException if checks read the table: it has a part of its own
   */
  public Relation relation(SiteTable table) {
    Relation relation = parts.relations().get(table);
    if (relation == null) {
      throw new IllegalArgumentException(table + " is not kept as a relation");
    }
    return relation;
  }

  /** The greatest id that each table has ever held. */
  public LastIds lastIds() {
    return parts.lastIds();
  }

  /**
   * When a role assignment begins or ends next, in milliseconds since 1970; Long.MAX_VALUE when
   * none does. From then on {@link #asOf} answers otherwise.
   */
  public long nextBoundaryMillis() {
    return nextBoundaryMillis;
  }

  /**
   * The same facts, at the same revision, at a later instant: what has begun or ended until then
   * counts or counts no longer. Cost: the rows that change.
   *
   * @param epochMillis in milliseconds since 1970
   * @return this snapshot itself before {@link #nextBoundaryMillis}
   */
  public PolicySnapshot asOf(long epochMillis) {
    RoleAssignments then = assignments().asOf(Math.floorDiv(epochMillis, MILLIS_IN_SECOND));
    return then.equals(assignments())
        ? this
        : new PolicySnapshot(revision, readAt, parts.with(then));
  }

  /**
   * The same facts, at the same revision, as they would have counted at an instant of the past: for
   * whoever looks back. What is served never goes back in time. Cost: the rows that change.
   *
   * @param epochMillis in milliseconds since 1970
   * @return this snapshot itself if it counts as of this instant or an earlier one
   */
  public PolicySnapshot asItWasAt(long epochMillis) {
    RoleAssignments then = assignments().asItWasAt(Math.floorDiv(epochMillis, MILLIS_IN_SECOND));
    return then.equals(assignments())
        ? this
        : new PolicySnapshot(revision, readAt, parts.with(then));
  }

  /** The next snapshot, in which only the role assignments differ. Cost: a few objects. */
  public PolicySnapshot with(RoleAssignments assignments) {
    return new PolicySnapshot(revision.next(), readAt, parts.with(assignments));
  }

  /** The tables that no check reads. */
  Map<SiteTable, Relation> relations() {
    return parts.relations();
  }

  /** The bytes that each structure takes, by its name. Cost: a walk over everything. */
  public Map<String, Long> sizesInBytes() {
    Map<String, Long> sizes = new LinkedHashMap<>();
    sizes.put("contexts", contexts().sizeInBytes());
    sizes.put("users", users().sizeInBytes());
    sizes.put("role_assignments", assignments().sizeInBytes());
    sizes.put("role_capabilities", definitions().sizeInBytes());
    sizes.put("roles", roles().sizeInBytes());
    sizes.put("capabilities", capabilities().sizeInBytes());
    for (SiteTable table : SiteTable.values()) {
      Relation relation = parts.relations().get(table);
      if (relation != null) {
        sizes.put(table.name().toLowerCase(Locale.ROOT), relation.sizeInBytes());
      }
    }
    return sizes;
  }
}
