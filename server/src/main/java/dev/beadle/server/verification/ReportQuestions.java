package dev.beadle.server.verification;

import dev.beadle.server.decision.Names;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.reports.CapabilityOverview;
import dev.beadle.server.search.reports.CapabilityOverview.Node;
import dev.beadle.server.search.reports.SecurityCheck;
import dev.beadle.server.search.reports.SecurityFinding;
import dev.beadle.server.search.reports.SecurityOverview;
import dev.beadle.server.search.reports.SecurityResult;
import dev.beadle.server.search.roles.OfferedCapabilities;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Questions of Moodle's reports (rules §15). */
final class ReportQuestions {
  private ReportQuestions() {}

  /** A check of the security overview: its status, its role, and the rows behind it. */
  static Question security(SecurityCheck check) {
    return new SearchQuestion(
        () -> "security overview: " + check.moodleName(),
        (_, site) -> {
          SecurityResult result = SecurityOverview.resultOf(site, check, Checkpoint.NONE);
          return security(
              result.status().name().toLowerCase(Locale.ROOT),
              Long.toString(result.roleId()),
              behind(site, check));
        });
  }

  /** The answer of a check. */
  static String security(String status, String roleId, String behind) {
    return AnswerText.ofParts("status", status, "role", roleId, "behind", behind);
  }

  private static String behind(PolicySnapshot site, SecurityCheck check) {
    List<SecurityFinding> findings = SecurityOverview.findingsOf(site, check, Checkpoint.NONE);
    return switch (check) {
      case DEFAULT_USER_ROLE, GUEST_ROLE, FRONT_PAGE_ROLE ->
          AnswerText.ofSet(findings.stream().map(one -> one.contextId() + ":" + one.capability()));
      case ADMINISTRATORS -> Integer.toString(findings.size());
      case XSS -> AnswerText.ofIds(findings.stream().mapToLong(SecurityFinding::userId));
      case BACKUP -> backup(site, findings);
    };
  }

  private static String backup(PolicySnapshot site, List<SecurityFinding> findings) {
    long systemId = site.contexts().idOf(site.contexts().system());
    List<SecurityFinding> ofUsers = findings.stream().filter(one -> one.userId() != 0).toList();
    List<SecurityFinding> ofRoles = findings.stream().filter(one -> one.userId() == 0).toList();
    long overriddenRoles =
        ofRoles.stream()
            .filter(one -> one.contextId() != systemId)
            .mapToLong(SecurityFinding::roleId)
            .distinct()
            .count();
    return backup(
        ofRoles.stream()
            .filter(one -> one.contextId() == systemId)
            .map(one -> Long.toString(one.roleId())),
        overriddenRoles,
        ofUsers.stream().map(one -> one.userId() + ":" + one.roleId() + "@" + one.contextId()));
  }

  /**
   * What is behind the check of backups.
   *
   * @param overriddenRoles how many roles allow it elsewhere: Moodle lists one context of each
   */
  static String backup(Stream<String> roles, long overriddenRoles, Stream<String> users) {
    return "roles %s, overridden roles %d, users %s"
        .formatted(AnswerText.ofSet(roles), overriddenRoles, AnswerText.ofSet(users));
  }

  /** The contexts in the overview of a capability. */
  static Question overview(String capability) {
    return new SearchQuestion(
        () -> "capability overview of " + capability,
        (_, site) -> AnswerText.ofIds(nodes(site, capability).stream().mapToLong(Node::contextId)));
  }

  /** One context in the overview of a capability. */
  static Question overview(String capability, long contextId) {
    return new SearchQuestion(
        () -> "capability overview of " + capability + ", context " + contextId,
        (_, site) ->
            nodes(site, capability).stream()
                .filter(node -> node.contextId() == contextId)
                .map(node ->
                    overview(
                        AnswerText.ofIds(node.childIds().stream().mapToLong(Long::longValue)),
                        node.permissions()))
                .findAny()
                .orElse("not in the overview"));
  }

  /** The answer about one context. */
  static String overview(String children, Map<Long, Long> permissions) {
    return AnswerText.ofParts(
        "children",
        children,
        "permissions",
        AnswerText.ofSet(
            permissions.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue())));
  }

  /**
   * The names of the capabilities that a context offers, as a set. Moodle makes a missing context
   * when it is asked about: one that is younger than the site's tables is not asked about here.
   */
  static Question offered(long contextId) {
    return new SearchQuestion(
        () -> "capabilities of context " + contextId,
        (_, site) ->
            contextId > site.lastIds().of(SiteTable.CONTEXT)
                ? Answerer.NOT_ASKED + "context " + contextId + " is younger than the site's tables"
                : AnswerText.ofSet(
                    OfferedCapabilities.of(site, Names.context(site, contextId, "contextid"))
                        .stream()
                        .map(site.capabilities()::nameOf)));
  }

  private static List<Node> nodes(PolicySnapshot site, String capability) {
    return CapabilityOverview.of(site, capability, Set.of(), Checkpoint.NONE);
  }
}
