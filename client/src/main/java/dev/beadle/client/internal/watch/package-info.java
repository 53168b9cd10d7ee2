/**
 * Following the changes of a site without losing any. Internal: changes without notice. Imports the
 * wire contract and how requests get to a sidecar.
 */
@NullMarked
package dev.beadle.client.internal.watch;

import org.jspecify.annotations.NullMarked;
