/** The one corridor by which facts change. May import model, graph and the wire's messages. */
@NullMarked
package dev.beadle.server.change;

import org.jspecify.annotations.NullMarked;
