package dev.beadle.server.cli;

import dev.beadle.v1.CapabilityOverviewNode;
import dev.beadle.v1.HygieneFinding;
import dev.beadle.v1.HygieneKind;
import dev.beadle.v1.RiskHolding;
import dev.beadle.v1.RoleOrigin;
import dev.beadle.v1.SecurityCheckResult;
import dev.beadle.v1.SecurityFinding;
import dev.beadle.v1.SecurityStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lines of reports in words. Stateless. */
final class ReportWords {
  private ReportWords() {}

  /** For example {@code warning riskxss users whom a role may let inject scripts: 12}. */
  static String of(SecurityCheckResult result) {
    String role = result.hasRole() ? "  (role " + result.getRole().getId() + ")" : "";
    return String.format(
        Locale.ROOT,
        "%-8s  %-15s  %s, rows %d%s",
        wordOf(result.getStatus()),
        nameOf(result),
        result.getSummary(),
        result.getCount(),
        role);
  }

  private static String nameOf(SecurityCheckResult result) {
    for (Map.Entry<String, ?> check : ReportCommands.checks().entrySet()) {
      if (check.getValue() == result.getCheck()) {
        return check.getKey();
      }
    }
    return result.getCheck().name();
  }

  private static String wordOf(SecurityStatus status) {
    return status.name().replaceFirst("^SECURITY_STATUS_", "").toLowerCase(Locale.ROOT);
  }

  /** For example {@code user 12 role 5 Course BIO101 (31)}. */
  static String of(SecurityFinding finding) {
    List<String> parts = new ArrayList<>();
    if (finding.getUserId() != 0) {
      parts.add("user " + finding.getUserId());
    }
    if (finding.hasRole()) {
      parts.add("role " + finding.getRole().getId() + " " + finding.getRole().getShortName());
    }
    if (finding.hasContext()) {
      parts.add(SearchWords.of(finding.getContext()));
    }
    if (!finding.getCapability().isEmpty()) {
      parts.add(finding.getCapability());
    }
    return String.join("  ", parts);
  }

  /** For example {@code Course BIO101 (31): 5 prevent, 7 allow}. */
  static String of(CapabilityOverviewNode node) {
    List<String> permissions = new ArrayList<>();
    node.getPermissionsList()
        .forEach(stored ->
            permissions.add(
                stored.getRoleId()
                    + " "
                    + (stored.getPermission() == 0
                        ? "-"
                        : SearchWords.ofPermission(stored.getPermission()))));
    return SearchWords.of(node.getContext())
        + (permissions.isEmpty() ? "" : ": " + String.join(", ", permissions));
  }

  /** For example {@code 3 editingteacher in Course BIO101 (31), assigned to 2: xss,spam}. */
  static String of(RiskHolding holding) {
    String risks = SearchWords.ofRisks(holding.getRisks());
    String below = SearchWords.ofRisks(holding.getRisksBelow() & ~holding.getRisks());
    return holding.getRole().getId()
        + "  "
        + holding.getRole().getShortName()
        + "  in "
        + SearchWords.of(holding.getContext())
        + ", "
        + wordOf(holding.getThrough())
        + holding.getHolderCount()
        + ": "
        + risks
        + (below.isEmpty() ? "" : (risks.isEmpty() ? "" : "; ") + "only below: " + below);
  }

  private static String wordOf(RoleOrigin.Kind through) {
    return switch (through) {
      case KIND_ASSIGNMENT -> "assigned to ";
      case KIND_DEFAULT_USER -> "everybody's: ";
      case KIND_FRONT_PAGE -> "everybody's on the front page: ";
      case KIND_GUEST -> "the guest account's: ";
      case KIND_NOT_LOGGED_IN -> "visitors': ";
      case KIND_SWITCHED, KIND_TEMPORARY, KIND_UNSPECIFIED, UNRECOGNIZED -> "held by ";
    };
  }

  /** For example {@code override-shadowed row 12 role 5 context 31 mod/forum:rate allow}. */
  static String of(HygieneFinding finding) {
    List<String> parts = new ArrayList<>();
    parts.add(of(finding.getKind()));
    addIfSet(parts, "row ", finding.getRowId());
    addIfSet(parts, "role ", finding.getRoleId());
    addIfSet(parts, "context ", finding.getContextId());
    addIfSet(parts, "user ", finding.getUserId());
    if (!finding.getCapability().isEmpty()) {
      parts.add(finding.getCapability());
      parts.add(SearchWords.ofPermission(finding.getPermission()));
    }
    return String.join("  ", parts);
  }

  private static void addIfSet(List<String> parts, String what, long id) {
    if (id != 0) {
      parts.add(what + id);
    }
  }

  /** A kind, as it is typed: for example {@code override-shadowed}. */
  static String of(HygieneKind kind) {
    return kind.name()
        .replaceFirst("^HYGIENE_KIND_", "")
        .toLowerCase(Locale.ROOT)
        .replace('_', '-');
  }
}
