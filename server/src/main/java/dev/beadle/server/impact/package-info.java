/**
 * What an edit does to the answers: who gains and who loses by it, which edit would change a
 * denial, and which edit of the past it was. May import model, graph, decision and change.
 */
@NullMarked
package dev.beadle.server.impact;

import org.jspecify.annotations.NullMarked;
