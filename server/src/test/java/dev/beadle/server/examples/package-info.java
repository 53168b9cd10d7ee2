/** The examples of the client's Javadoc, which a test runs against a server. */
@NullMarked
package dev.beadle.server.examples;

import org.jspecify.annotations.NullMarked;
