package dev.beadle.server.admin;

import dev.beadle.server.graph.SiteSettings;
import java.util.TreeSet;

/** Commands about the settings that decide. */
public sealed interface SettingCommand extends AdminCommand {
  /**
   * Gives a setting a value.
   *
   * @param name one of {@link SiteSettings#NAMES}
   */
  record SetSetting(String name, String value) implements SettingCommand {
    public SetSetting {
      requireKept(name);
      Fields.requireText("value", value, Fields.SETTING_LENGTH);
    }
  }

  /** Takes a setting's value away. */
  record UnsetSetting(String name) implements SettingCommand {
    public UnsetSetting {
      requireKept(name);
    }
  }

  /** Makes a user a site administrator. */
  record AddSiteAdmin(long userId) implements SettingCommand {
    public AddSiteAdmin {
      Fields.requireId("user_id", userId);
    }
  }

  /** Makes a user no site administrator any more. */
  record RemoveSiteAdmin(long userId) implements SettingCommand {
    public RemoveSiteAdmin {
      Fields.requireId("user_id", userId);
    }
  }

  private static void requireKept(String name) {
    if (!SiteSettings.NAMES.contains(name)) {
      throw Fields.invalid(
          "name", name, "one of " + String.join(", ", new TreeSet<>(SiteSettings.NAMES)));
    }
  }
}
