package dev.beadle.server.admin;

import dev.beadle.server.model.SiteTable;

/** Which roles whoever holds a role may deal with, one matrix for each way of dealing. */
public enum RoleMatrix {
  ASSIGN(SiteTable.ROLE_ALLOW_ASSIGN, "allowassign"),
  OVERRIDE(SiteTable.ROLE_ALLOW_OVERRIDE, "allowoverride"),
  SWITCH(SiteTable.ROLE_ALLOW_SWITCH, "allowswitch"),
  VIEW(SiteTable.ROLE_ALLOW_VIEW, "allowview");

  private final SiteTable table;
  private final String column;

  RoleMatrix(SiteTable table, String column) {
    this.table = table;
    this.column = column;
  }

  /** The table that keeps it. */
  public SiteTable table() {
    return table;
  }

  /** The column that names the role dealt with. */
  public String column() {
    return column;
  }
}
