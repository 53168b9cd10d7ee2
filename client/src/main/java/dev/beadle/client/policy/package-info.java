/** How a client behaves when things go wrong: plain values. Imports nothing of Beadle. */
@NullMarked
package dev.beadle.client.policy;

import org.jspecify.annotations.NullMarked;
