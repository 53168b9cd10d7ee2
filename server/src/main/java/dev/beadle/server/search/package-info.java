/**
 * The reverse questions: who can, where can, what can, and what an administrator asks of roles,
 * courses and the whole site; the rooms below answer them, on the rules of {@code decision}.
 * Imports {@code model}, {@code graph} and {@code decision}.
 */
@NullMarked
package dev.beadle.server.search;

import org.jspecify.annotations.NullMarked;
