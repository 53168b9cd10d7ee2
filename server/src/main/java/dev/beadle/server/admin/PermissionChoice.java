package dev.beadle.server.admin;

import dev.beadle.server.model.Permission;

/** What a role is to say about a capability. */
public enum PermissionChoice {
  /** Nothing: no row is stored. */
  INHERIT(0),
  ALLOW(Permission.STORED_ALLOW),
  PREVENT(Permission.STORED_PREVENT),
  PROHIBIT(Permission.STORED_PROHIBIT);

  private final long stored;

  PermissionChoice(long stored) {
    this.stored = stored;
  }

  /** The number that Moodle stores; 0 for none. */
  public long stored() {
    return stored;
  }
}
