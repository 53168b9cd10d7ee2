package dev.beadle.server.admin;

import dev.beadle.server.admin.SettingCommand.AddSiteAdmin;
import dev.beadle.server.admin.SettingCommand.RemoveSiteAdmin;
import dev.beadle.server.admin.SettingCommand.SetSetting;
import dev.beadle.server.admin.SettingCommand.UnsetSetting;
import dev.beadle.server.change.Change.SettingChanged;
import dev.beadle.server.change.Change.SettingRemoved;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SiteSettings;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What changes by a command about settings. Stateless. */
final class SettingPlanner {
  static final String SITE_ADMINS = "siteadmins";

  private SettingPlanner() {}

  static void plan(PlanState state, SettingCommand command) {
    SiteSettings settings = state.snapshot().settings();
    switch (command) {
      case SetSetting(String name, String value) -> set(state, name, value);
      case UnsetSetting(String name) -> {
        requireSomeAdminLeft(settings, name, "");
        if (settings.values().containsKey(name)) {
          state.add(new SettingRemoved(name));
        }
      }
      case AddSiteAdmin(long userId) -> {
        SiteRows.requireLiveUser(state.snapshot(), userId);
        if (userId == settings.guestUserId()) {
          throw Refusals.precondition(
              "user_id", userId, "the guest account cannot be a site administrator");
        }
        if (!settings.isSiteAdmin(userId)) {
          String list = settings.valueOf(SITE_ADMINS);
          set(state, SITE_ADMINS, list.isBlank() ? "" + userId : list + "," + userId);
        }
      }
      case RemoveSiteAdmin(long userId) -> removeAdmin(state, userId);
    }
  }

  private static void set(PlanState state, String name, String value) {
    PolicySnapshot site = state.snapshot();
    requireSomeAdminLeft(site.settings(), name, value);
    if (!site.settings().values().containsKey(name)
        || !site.settings().valueOf(name).equals(value)) {
      state.add(new SettingChanged(name, value));
    }
  }

  private static void removeAdmin(PlanState state, long userId) {
    SiteSettings settings = state.snapshot().settings();
    if (settings.isSiteAdmin(userId)) {
      String rest =
          Arrays.stream(settings.siteAdminIds())
              .filter(id -> id != userId)
              .mapToObj(Long::toString)
              .collect(Collectors.joining(","));
      set(state, SITE_ADMINS, rest);
    }
  }

  /**
   * A site that has lost its last administrator would let everybody administer it, where the rules
   * are enforced once there is one.
   */
  private static void requireSomeAdminLeft(SiteSettings settings, String name, String value) {
    boolean namesSomebody =
        Arrays.stream(value.split(",", -1)).map(String::strip).anyMatch(id -> isId(id));
    if (name.equals(SITE_ADMINS) && settings.siteAdminIds().length > 0 && !namesSomebody) {
      throw Refusals.precondition(
          SITE_ADMINS, value, "the last site administrator cannot be removed");
    }
  }

  private static boolean isId(String text) {
    return text.matches("[1-9][0-9]{0,17}");
  }
}
