package dev.beadle.server.search.people;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.search.ListMode;
import java.util.List;

/**
 * Who has a capability, or any of several, in a context? (§9)
 *
 * @param context an ordinal of the snapshot that is asked
 * @param capabilities ordinals, or {@code CapabilityCatalog.ABSENT}, which nobody has
 * @param mode whose answer is wanted
 * @param doAnything whether site administrators may do anything; means nothing to {@link
 *     ListMode#MOODLE}, which lists whoever has a role
 * @param filter whom to leave out
 */
public record WhoCanQuery(
    int context, List<Integer> capabilities, ListMode mode, boolean doAnything, UserFilter filter) {
  public WhoCanQuery {
    capabilities = List.copyOf(capabilities);
    requireNonNull(mode, "mode");
    requireNonNull(filter, "filter");
  }

  /** As Moodle's list has it, of everybody. */
  public static WhoCanQuery asMoodle(int context, List<Integer> capabilities) {
    return new WhoCanQuery(context, capabilities, ListMode.MOODLE, true, UserFilter.EVERYBODY);
  }

  /** Exactly those about whom a check says yes, of everybody. */
  public static WhoCanQuery asChecked(int context, List<Integer> capabilities) {
    return new WhoCanQuery(context, capabilities, ListMode.CONSISTENT, true, UserFilter.EVERYBODY);
  }
}
