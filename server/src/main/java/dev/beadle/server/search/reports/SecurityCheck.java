package dev.beadle.server.search.reports;

/** The checks of Moodle's security overview that look at roles (rules §15), in its order. */
public enum SecurityCheck {
  /** The role of every user allows risky things. */
  DEFAULT_USER_ROLE("defaultuserrole"),
  /** The guests' role allows risky things. */
  GUEST_ROLE("guestrole"),
  /** The role of every user on the front page allows risky things. */
  FRONT_PAGE_ROLE("frontpagerole"),
  /** Who is a site administrator. */
  ADMINISTRATORS("riskadmin"),
  /** Who could inject scripts. */
  XSS("riskxss"),
  /** Who could take users' data away in backups. */
  BACKUP("riskbackup");

  private final String moodleName;

  SecurityCheck(String moodleName) {
    this.moodleName = moodleName;
  }

  /** What Moodle calls it. */
  public String moodleName() {
    return moodleName;
  }
}
