package dev.beadle.server.reference;

import java.util.ArrayList;
import java.util.List;

/** Draws the config table: every setting that takes part in a check, in every state it can have. */
final class RandomSettings {

  /** A user id that no site has. */
  static final long MISSING_USER = 99_999;

  private final Chance chance;
  private final RandomTables tables;

  RandomSettings(Chance chance, RandomTables tables) {
    this.chance = chance;
    this.tables = tables;
  }

  void draw() {
    drawSwitch("contextlocking", 70);
    drawSwitch("contextlockappliestoadmin", 60);
    drawSwitch("forcelogin", 20);
    drawRole("guestroleid");
    drawRole("notloggedinroleid");
    drawRole("defaultuserroleid");
    drawRole("defaultfrontpageroleid");
    drawSetting("siteguest", guestUser());
    drawSetting("siteadmins", siteAdmins());
    drawUnrelated();
  }

  /** One setting in thirty has no row, which is to PHP what an empty one is. */
  private void drawSetting(String name, String value) {
    if (!chance.oneIn(30)) {
      tables.add("config", name, value);
    }
  }

  private void drawSwitch(String name, int onPercent) {
    drawSetting(name, chance.percent(onPercent) ? "1" : chance.pick(List.of("0", "")));
  }

  private void drawRole(String name) {
    int kind = chance.between(0, 99);
    if (kind < 80) {
      drawSetting(name, chance.pickFavourite(tables.ids("role")).toString());
    } else if (kind < 93) {
      drawSetting(name, chance.pick(List.of("0", "")));
    } else {
      drawSetting(name, Long.toString(RandomRoles.MISSING_ROLE));
    }
  }

  private String guestUser() {
    int kind = chance.between(0, 99);
    if (kind < 70) {
      return tables.ids("user").getFirst().toString();
    }
    if (kind < 85) {
      return chance.pick(List.of("0", ""));
    }
    return kind < 90 ? Long.toString(MISSING_USER) : chance.pick(tables.ids("user")).toString();
  }

  /** The numbers are compared loosely, so some are written as nobody should write them. */
  private String siteAdmins() {
    List<String> admins = new ArrayList<>();
    if (chance.percent(80)) {
      admins.add(tables.ids("user").get(1).toString());
    }
    int others = chance.between(0, 2);
    for (int index = 0; index < others; index++) {
      admins.add(chance.pick(tables.ids("user")).toString());
    }
    if (chance.oneIn(8)) {
      admins.add(tables.ids("user").getFirst().toString());
    }
    if (chance.oneIn(8)) {
      admins.add(chance.pick(List.of("0", Long.toString(MISSING_USER))));
    }
    String separator = chance.oneIn(10) ? ", " : ",";
    return (chance.oneIn(15) ? "0" : "") + String.join(separator, admins);
  }

  /** Keys that every export has; no check reads them. */
  private void drawUnrelated() {
    tables.add("config", "autologinguests", "0");
    tables.add("config", "coursecontact", "3");
    tables.add("config", "creatornewroleid", "3");
    tables.add("config", "enrol_plugins_enabled", "manual,guest,self,cohort");
    tables.add("config", "forceloginforprofiles", "1");
    tables.add("config", "gradebookroles", "5");
    tables.add("config", "guestloginbutton", "1");
    tables.add("config", "mnet_localhost_id", "1");
    tables.add("config", "opentowebcrawlers", "0");
    tables.add("config", "profileroles", "5,4,3");
    tables.add("config", "release", "5.1.6 (Build: 20260810)");
    tables.add("config", "restorernewroleid", "3");
    tables.add("config", "sessiontimeout", "28800");
    tables.add("config", "version", "2025100606");
  }
}
