package dev.beadle.peers;

/** An engine that has been given the policy and prepared for the questions. */
interface Peer {
  /** Its answer to the question at a position. */
  boolean isAllowed(int position) throws Exception;
}
