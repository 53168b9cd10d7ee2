/**
 * Single questions of many callers, travelling together. Internal: changes without notice. Imports
 * the wire contract, meters and policies, and how requests get to a sidecar.
 */
@NullMarked
package dev.beadle.client.internal.check;

import org.jspecify.annotations.NullMarked;
