package dev.beadle.server.decision;

/** Why a user has a role (rules §5 and §8). */
public enum RoleOrigin {
  /** A row of role_assignments. */
  ASSIGNMENT("assigned"),
  /** Every user's role (defaultuserroleid). */
  DEFAULT_USER("the default role of all users"),
  /** Every user's role on the front page (defaultfrontpageroleid). */
  FRONT_PAGE("the default role of all users on the front page"),
  /** The guest account's only role. */
  GUEST("the role of the guest account"),
  /** The visitors' only role (notloggedinroleid). */
  NOT_LOGGED_IN("the role of visitors"),
  /** Switched to, in the session. */
  SWITCHED("switched to in the session"),
  /** Held for the time of the session. */
  TEMPORARY("held for the time of the session");

  private final String meaning;

  RoleOrigin(String meaning) {
    this.meaning = meaning;
  }

  /** In plain English: what follows the role's name. */
  public String meaning() {
    return meaning;
  }
}
