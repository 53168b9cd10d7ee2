package dev.beadle.server.admin;

import dev.beadle.server.graph.PolicySnapshot;

/** Whether who asks for a command must have the right to it. */
public enum Enforcement {
  /** Whoever asks may. */
  OFF,
  /** The site's own rules say who may. */
  ON,
  /** As {@link #ON} once the site has a site administrator, as {@link #OFF} before. */
  AUTO;

  /** Whether the rules are asked on this site. */
  public boolean isOn(PolicySnapshot site) {
    return switch (this) {
      case OFF -> false;
      case ON -> true;
      case AUTO -> site.settings().siteAdminIds().length > 0;
    };
  }
}
