/**
 * Answers that are kept for as long as nothing that concerns them is known to have changed.
 * Internal: changes without notice. Imports the wire contract, questions and answers, watches and
 * policies.
 */
@NullMarked
package dev.beadle.client.internal.cache;

import org.jspecify.annotations.NullMarked;
