/**
 * The Java client: the policy enforcement point. It denies on error and on deadline. Imports the
 * wire contract only.
 */
@NullMarked
package dev.beadle.client;

import org.jspecify.annotations.NullMarked;
