package dev.beadle.server.decision;

import dev.beadle.server.decision.Explanation.FoundPermission;
import dev.beadle.server.decision.Explanation.GuardStep;
import dev.beadle.server.decision.Explanation.Origin;
import dev.beadle.server.decision.Explanation.RoleStep;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.Permission;

/** Writes an explanation as lines that an administrator understands. */
public final class ExplanationText {
  private final PolicySnapshot snapshot;
  private final StringBuilder text = new StringBuilder();

  private ExplanationText(PolicySnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /**
   * Writes an explanation.
   *
   * @param capability the name as it was asked for
   */
  public static String of(PolicySnapshot snapshot, Explanation explanation, String capability) {
    var writer = new ExplanationText(snapshot);
    writer.writeAnswer(explanation, capability);
    writer.writePath(explanation.query().context());
    explanation.guards().forEach(writer::writeGuard);
    explanation.roles().forEach(writer::writeRole);
    if (!GuardSteps.isByGuard(explanation.decision()) && explanation.roles().isEmpty()) {
      writer.line("  no role counts here");
    }
    return writer.text.toString();
  }

  private void writeAnswer(Explanation explanation, String capability) {
    long userId = explanation.query().userId();
    line(
        (explanation.decision().isAllowed() ? "YES: " : "NO: ")
            + (userId == 0 ? "a visitor" : "user " + userId)
            + (explanation.decision().isAllowed() ? " may " : " may not ")
            + capability
            + " in "
            + where(explanation.query().context())
            + ", because "
            + explanation.decision().meaning()
            + ".");
  }

  private void writePath(int context) {
    ContextTree contexts = snapshot.contexts();
    int node = contexts.nodeOf(context);
    if (node == ContextTree.NO_PARENT) {
      return;
    }
    var path = new StringBuilder(where(node));
    for (int above = contexts.parentOf(node);
        above != ContextTree.NO_PARENT;
        above = contexts.parentOf(above)) {
      path.append(" < ").append(where(above));
    }
    line("  path: " + path);
  }

  private void writeGuard(GuardStep guard) {
    line("  " + (guard.decided() ? "decided: " : "passed:  ") + guard.detail());
  }

  private void writeRole(RoleStep step) {
    line("  role " + snapshot.roles().shortNameOf(step.role()) + ":");
    for (Origin origin : step.origins()) {
      line("    " + origin.kind().meaning() + atPlace(origin) + sourceOf(origin));
    }
    if (step.permissions().isEmpty()) {
      line("    says nothing");
    }
    for (FoundPermission found : step.permissions()) {
      line(
          "    "
              + nameOf(found.stored())
              + " in "
              + where(found.node())
              + effectOf(found)
              + (found.decisive() ? "   <- decides" : ""));
    }
  }

  private String atPlace(Origin origin) {
    return switch (origin.kind()) {
      case ASSIGNMENT, SWITCHED, TEMPORARY -> " in " + where(origin.node());
      case DEFAULT_USER, FRONT_PAGE, GUEST, NOT_LOGGED_IN -> "";
    };
  }

  private static String sourceOf(Origin origin) {
    return origin.source().component().isEmpty()
        ? ""
        : " by " + origin.source().component() + " " + origin.source().itemId();
  }

  private static String effectOf(FoundPermission found) {
    return switch (found.effect()) {
      case NEAREST -> "";
      case SHADOWED -> " (shadowed by the nearer one)";
      case PROHIBITS -> " (nothing overrides a prohibit)";
    };
  }

  private static String nameOf(long stored) {
    if (!Permission.isRegular(stored)) {
      return "prevent (stored as " + stored + ")";
    }
    return switch (Permission.ofStored(stored)) {
      case ALLOW -> "allow";
      case PREVENT -> "prevent";
      case PROHIBIT -> "PROHIBIT";
    };
  }

  private String where(int context) {
    long id = snapshot.contexts().idOf(context);
    String name = SiteNames.ofContext(snapshot, context);
    String locked = snapshot.contexts().isLockedItself(context) ? ", locked" : "";
    return id == 0 ? name : name + " [context " + id + locked + "]";
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
