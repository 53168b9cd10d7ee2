package dev.beadle.server.admin;

import dev.beadle.server.graph.SiteSettings;
import java.util.Set;
import java.util.TreeSet;

/** Commands about the settings that decide. */
public sealed interface SettingCommand extends AdminCommand {
  /** The settings that hold one id: a damaged one would leave the site without a meaning. */
  Set<String> IDS =
      Set.of(
          "siteguest",
          "guestroleid",
          "notloggedinroleid",
          "defaultuserroleid",
          "defaultfrontpageroleid",
          "creatornewroleid",
          "restorernewroleid");

  /**
   * Gives a setting a value.
   *
   * @param name one of {@link SiteSettings#NAMES}
   */
  record SetSetting(String name, String value) implements SettingCommand {
    public SetSetting {
      requireKept(name);
      Fields.requireText("value", value, Fields.SETTING_LENGTH);
      if (IDS.contains(name) && !value.matches("\\d{0,18}")) {
        throw Fields.invalid("value", value, "for " + name + ": an id, or empty");
      }
      if (name.equals("siteadmins") && !value.matches("(\\d{1,18}(,\\d{1,18})*+)?")) {
        throw Fields.invalid("value", value, "ids separated by commas, or empty");
      }
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
