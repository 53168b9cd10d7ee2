/** For gRPC services that guard their own methods by capabilities. Imports the client. */
@NullMarked
package dev.beadle.client.guard;

import org.jspecify.annotations.NullMarked;
