package dev.beadle.server.cli;

import dev.beadle.server.model.Revision;
import java.util.UUID;

/** Revisions of sites that are loaded whole. */
final class Revisions {
  private static final int LOG_CHARS = 8;

  private Revisions() {}

  /** The first revision of a new log: no token of another load is ever mistaken for one of it. */
  static Revision first() {
    return new Revision(UUID.randomUUID().toString().substring(0, LOG_CHARS), 1);
  }
}
