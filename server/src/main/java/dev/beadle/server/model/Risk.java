package dev.beadle.server.model;

/** The bits of a capability's risks (capabilities.riskbitmask, rules §1). */
public final class Risk {
  /** May gain further rights. */
  public static final int MANAGE_TRUST = 1;

  /** May change the configuration. */
  public static final int CONFIG = 2;

  /** May inject scripts. */
  public static final int XSS = 4;

  /** May see personal data. */
  public static final int PERSONAL = 8;

  /** May send unwanted messages. */
  public static final int SPAM = 16;

  /** May destroy data. */
  public static final int DATA_LOSS = 32;

  /** Any of these keeps visitors and the guest account out, whatever their roles say (§6.6). */
  public static final int BARRED_TO_GUESTS = CONFIG | XSS | DATA_LOSS;

  private Risk() {}
}
