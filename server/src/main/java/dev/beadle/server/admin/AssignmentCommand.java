package dev.beadle.server.admin;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.graph.AssignmentSource;
import java.util.List;

/** Commands about who has which role where. */
public sealed interface AssignmentCommand extends AdminCommand {
  /**
   * Gives a user a role in a context. The same role from another source is another assignment; the
   * same from the same source is not doubled, but gets the period that is said last (§11).
   */
  record AssignRole(
      long roleId, long userId, ContextName context, AssignmentSource source, Period period)
      implements AssignmentCommand {
    public AssignRole {
      requireAssignment(roleId, userId, context, source);
      requireNonNull(period, "period");
    }
  }

  /** Takes one assignment away, if it is there. */
  record UnassignRole(long roleId, long userId, ContextName context, AssignmentSource source)
      implements AssignmentCommand {
    public UnassignRole {
      requireAssignment(roleId, userId, context, source);
    }
  }

  /**
   * Takes all assignments away that a filter matches (§11, {@code role_unassign_all}).
   *
   * @param withSubContexts also those in the contexts below, as far as Moodle lists them (§2)
   * @param includeManual also those made by hand; the filter must name a component then
   */
  record UnassignAll(AssignmentFilter filter, boolean withSubContexts, boolean includeManual)
      implements AssignmentCommand {
    public UnassignAll {
      requireNonNull(filter, "filter");
      if (withSubContexts && filter.contexts().isEmpty()) {
        throw Fields.invalid("with_sub_contexts", "true", "a filter that names a context");
      }
      if (includeManual
          && (filter.component().isEmpty()
              || filter.component().equals(AssignmentFilter.ANY_COMPONENT))) {
        throw Fields.invalid("include_manual", "true", "a filter that names a component");
      }
    }
  }

  /**
   * Which assignments are meant: those that match in every part that is given. At least one is.
   *
   * @param roleId role.id, or {@link #ANY_ID}
   * @param userId user.id, or {@link #ANY_ID}
   * @param contexts one context, or none for any
   * @param component empty for what was done by hand, or {@link #ANY_COMPONENT}
   * @param itemId role_assignments.itemid, or {@link #ANY_ITEM}
   */
  record AssignmentFilter(
      long roleId, long userId, List<ContextName> contexts, String component, long itemId) {
    /** Any role, any user. */
    public static final long ANY_ID = 0;

    /** Any component, or none. */
    public static final String ANY_COMPONENT = "*";

    /** Any item. */
    public static final long ANY_ITEM = -1;

    public AssignmentFilter {
      Fields.requireIdOrZero("filter.role_id", roleId);
      Fields.requireIdOrZero("filter.user_id", userId);
      contexts = List.copyOf(contexts);
      Fields.requireBetween("filter.contexts", contexts.size(), 0, 1);
      if (!component.equals(ANY_COMPONENT)) {
        Fields.requireComponent("filter.component", component);
      }
      Fields.requireBetween("filter.item_id", itemId, ANY_ITEM, Long.MAX_VALUE);
      boolean isAny = roleId == ANY_ID && userId == ANY_ID && contexts.isEmpty();
      if (isAny && component.equals(ANY_COMPONENT) && itemId == ANY_ITEM) {
        throw Fields.invalid("filter", "", "at least one of role, user, context, component, item");
      }
    }
  }

  private static void requireAssignment(
      long roleId, long userId, ContextName context, AssignmentSource source) {
    Fields.requireId("role_id", roleId);
    Fields.requireId("user_id", userId);
    requireNonNull(context, "context");
    Fields.requireComponent("component", source.component());
    Fields.requireIdOrZero("item_id", source.itemId());
    if (source.itemId() != 0 && source.component().isEmpty()) {
      throw Fields.invalid("item_id", Long.toString(source.itemId()), "0 without a component");
    }
  }
}
