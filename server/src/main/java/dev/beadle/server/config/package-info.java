/** What an operator can set, as values: each bound with its name, unit, default and range. */
@NullMarked
package dev.beadle.server.config;

import org.jspecify.annotations.NullMarked;
