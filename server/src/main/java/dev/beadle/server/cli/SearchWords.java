package dev.beadle.server.cli;

import dev.beadle.server.model.Permission;
import dev.beadle.v1.CapabilityRisk;
import dev.beadle.v1.ExplainedContext;
import dev.beadle.v1.RoleOrigin;
import dev.beadle.v1.RoleReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** Answers of the search service in words. Stateless. */
final class SearchWords {
  private static final List<String> RISKS =
      List.of("managetrust", "config", "xss", "personal", "spam", "dataloss");

  private SearchWords() {}

  /** {@code yes} or {@code no}. */
  static String of(boolean answer) {
    return answer ? "yes" : "no";
  }

  /**
   * One of an enum in small letters, for example {@code not enrolled}.
   *
   * @param prefix of all its names
   */
  static String ofReason(Enum<?> reason, String prefix) {
    String name = reason.name();
    return (name.startsWith(prefix) ? name.substring(prefix.length()) : name)
        .toLowerCase(Locale.ROOT)
        .replace('_', ' ');
  }

  /** For example {@code 5 student Student}. */
  static String of(RoleReference role) {
    return role.getId()
        + (role.getShortName().isEmpty() ? "  (no row)" : "  " + role.getShortName())
        + (role.getName().isEmpty() ? "" : "  " + role.getName());
  }

  /** For example {@code Course BIO101 (31)}. */
  static String of(ExplainedContext context) {
    return context.getName() + " (" + context.getId() + ")";
  }

  /** For example {@code assigned in Course BIO101 (31) by enrol_cohort 7}. */
  static String of(RoleOrigin origin) {
    String what =
        switch (origin.getKind()) {
          case KIND_ASSIGNMENT -> "assigned";
          case KIND_DEFAULT_USER -> "the default role of all users";
          case KIND_FRONT_PAGE -> "the default role on the front page";
          case KIND_GUEST -> "the role of the guest account";
          case KIND_NOT_LOGGED_IN -> "the role of visitors";
          case KIND_SWITCHED -> "switched to";
          case KIND_TEMPORARY -> "held for now";
          case KIND_UNSPECIFIED, UNRECOGNIZED -> "held";
        };
    String by =
        origin.getComponent().isEmpty()
            ? ""
            : " by " + origin.getComponent() + " " + origin.getItemId();
    return what + " in " + of(origin.getContext()) + by;
  }

  /** For example {@code prevent}; an odd number is told as it is. */
  static String ofPermission(long permission) {
    return Permission.isRegular(permission)
        ? Permission.ofStored(permission).name().toLowerCase(Locale.ROOT)
        : Long.toString(permission);
  }

  /** The stored number of a permission, as it is typed; 0 when nothing is. */
  static long permissionOf(String word) {
    return switch (word) {
      case "" -> 0;
      case "allow" -> Permission.STORED_ALLOW;
      case "prevent" -> Permission.STORED_PREVENT;
      case "prohibit" -> Permission.STORED_PROHIBIT;
      default -> QuestionOptions.number(word);
    };
  }

  /** For example {@code xss,spam}; empty for none. */
  static String ofRisks(long risks) {
    List<String> names = new ArrayList<>();
    for (int bit = 0; bit < RISKS.size(); bit++) {
      if ((risks & 1L << bit) != 0) {
        names.add(RISKS.get(bit));
      }
    }
    return String.join(",", names);
  }

  /** For example {@code xss}, the word that {@code --risk} takes. */
  static String of(CapabilityRisk risk) {
    return switch (risk) {
      case CAPABILITY_RISK_MANAGE_TRUST,
          CAPABILITY_RISK_CONFIG,
          CAPABILITY_RISK_XSS,
          CAPABILITY_RISK_PERSONAL,
          CAPABILITY_RISK_SPAM,
          CAPABILITY_RISK_DATA_LOSS ->
          ofRisks(risk.getNumber());
      case CAPABILITY_RISK_UNSPECIFIED -> "no risk";
      case UNRECOGNIZED -> "another risk";
    };
  }

  /** The bits of risks, as they are typed. */
  static long risksOf(List<String> names) {
    long risks = 0;
    for (String name : names) {
      int bit = RISKS.indexOf(name);
      if (bit < 0) {
        throw new TypeConversionException(
            "--risk: `" + name + "` (expected: " + String.join(", ", RISKS) + ")");
      }
      risks |= 1L << bit;
    }
    return risks;
  }
}
