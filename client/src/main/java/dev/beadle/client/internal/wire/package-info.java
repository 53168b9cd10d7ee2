/**
 * Getting requests to a sidecar and answers back: endpoints, circuits, retries. Internal: changes
 * without notice. Imports the wire contract, policies and meters.
 */
@NullMarked
package dev.beadle.client.internal.wire;

import org.jspecify.annotations.NullMarked;
