/**
 * Other engines in process, given a role policy and asked questions whose answers are known.
 * Imports these engines and nothing of Beadle's.
 */
package dev.beadle.peers;
