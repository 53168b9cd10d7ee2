/** The words of the field: values without behaviour of their own. Imports nothing of Beadle. */
@NullMarked
package dev.beadle.server.model;

import org.jspecify.annotations.NullMarked;
