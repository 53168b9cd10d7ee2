/**
 * Enrolment, access to courses, and groups (rules §13, §14): who takes part in a course, who may
 * enter it, and which groups and users may be seen there. Imports {@code model}, {@code graph},
 * {@code decision}, {@code search} and {@code search.people}.
 */
@NullMarked
package dev.beadle.server.search.courses;

import org.jspecify.annotations.NullMarked;
