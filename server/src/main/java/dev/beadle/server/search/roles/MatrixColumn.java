package dev.beadle.server.search.roles;

/**
 * A column of a matrix.
 *
 * @param role an ordinal
 * @param holderCount how many people have it there: users who are not deleted nor the guest
 *     account. Of a role that everybody has, as many as there are
 * @param isEverybodys whether everybody has it there without an assignment
 */
public record MatrixColumn(int role, long holderCount, boolean isEverybodys) {}
