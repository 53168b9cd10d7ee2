package dev.beadle.server.graph;

/**
 * The roles that users have without an assignment (rules §5), as ordinals, each {@link
 * RoleCatalog#ABSENT} when the site has none, and the front page's context.
 *
 * @param defaultUser every user's, at the system context
 * @param frontPage every user's, on and below the front page
 * @param guest the guest account's only role
 * @param notLoggedIn the visitors' only role
 * @param frontPageContext the context of the front page course, or {@link ContextTree#ABSENT}
 */
public record SpecialRoles(
    int defaultUser, int frontPage, int guest, int notLoggedIn, int frontPageContext) {}
