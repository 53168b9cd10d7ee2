package dev.beadle.server.impact;

import dev.beadle.server.change.Changes;
import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Explainer;
import dev.beadle.server.decision.Explanation;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.InvalidFactException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.impact.SnapshotComparison.Edit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What would change a denial: the single edits, each of which alone would allow it. Every one is
 * tried: the question is decided again on the edited facts. Not thread-safe.
 *
 * <p>Tried are: to assign a role in the context or one above it; to let a role that the user holds
 * allow the capability there; to take back a stored permission of such a role that does not allow;
 * to unlock one of these contexts. Cost: a small snapshot and a decision for each, and with totals
 * a {@link SnapshotComparison} for each that is told.
 */
public final class Remedies {
  /**
   * How many edits of each kind are tried at the most: those nearest to the context, assignments
   * those that likely give least.
   */
  public static final int MAX_CANDIDATES = 4_000;

  private static final DecisionPoint DECISION_POINT = new DecisionPoint(new Resolver());

  private final PolicySnapshot snapshot;
  private final RemedyQuestion question;
  private final BooleanSupplier isCancelled;
  private final Instant at;

  private Remedies(PolicySnapshot snapshot, RemedyQuestion question, BooleanSupplier isCancelled) {
    this.snapshot = snapshot;
    this.question = question;
    this.isCancelled = isCancelled;
    this.at = Instant.ofEpochSecond(snapshot.assignments().epochSecond());
  }

  /**
   * Finds them.
   *
   * @param isCancelled asked now and then whether to give up
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public static RemedyReport of(
      PolicySnapshot snapshot, RemedyQuestion question, BooleanSupplier isCancelled) {
    return new Remedies(snapshot, question, isCancelled).report();
  }

  private RemedyReport report() {
    Explanation explanation = new Explainer(DECISION_POINT).explain(snapshot, query(snapshot));
    Decision decision = explanation.decision();
    if (decision.isAllowed()) {
      return new RemedyReport(decision, List.of(), 0, false, "");
    }
    List<List<RemedyEdit>> byKind = candidates(explanation);
    List<List<RemedyEdit>> working = new ArrayList<>();
    for (List<RemedyEdit> ofKind : byKind) {
      working.add(ofKind.stream().limit(MAX_CANDIDATES).filter(this::allows).toList());
    }
    int found = working.stream().mapToInt(List::size).sum();
    boolean isCut = byKind.stream().anyMatch(ofKind -> ofKind.size() > MAX_CANDIDATES);
    String obstacle = found == 0 ? new Obstacles(snapshot, question).of(explanation) : "";
    return new RemedyReport(decision, best(working), found, isCut, obstacle);
  }

  /** The edits that may help against a denial, by kind, the likely least privilege first. */
  private List<List<RemedyEdit>> candidates(Explanation explanation) {
    return switch (explanation.decision()) {
      case DENIED_BY_LOCK ->
          List.of(new RemedyCandidates(snapshot, question, new BitSet()).unlocks());
      case DENIED_BY_PROHIBIT, DENIED_BY_PREVENT, DENIED_NOTHING_ALLOWS -> {
        var candidates = new RemedyCandidates(snapshot, question, rolesIn(explanation));
        var privilege = new RolePrivilege(snapshot, question);
        yield List.of(
            candidates.removals(),
            candidates.allows(),
            candidates.assignments().stream()
                .filter(privilege::isEnough)
                .sorted(privilege.order())
                .toList());
      }
      case DENIED_UNKNOWN_CAPABILITY,
          DENIED_BY_FORCED_LOGIN,
          DENIED_BY_GUEST_GUARD,
          DENIED_NO_SUCH_USER,
          DENIED_USER_DELETED,
          DENIED_BY_BROKEN_CONTEXT,
          DENIED_OUTSIDE_LOGIN_AS,
          DENIED_ANY_OF_NOTHING,
          ALLOWED_BY_ROLE,
          ALLOWED_BY_SITE_ADMIN,
          ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT,
          ALLOWED_BY_ALL_OF_NOTHING ->
          List.of();
    };
  }

  private static BitSet rolesIn(Explanation explanation) {
    var held = new BitSet();
    explanation.roles().forEach(step -> held.set(step.role()));
    return held;
  }

  private boolean allows(RemedyEdit edit) {
    Cancellation.check(0, isCancelled);
    PolicySnapshot edited = findEdited(edit);
    return edited != null && decide(edited).isAllowed();
  }

  /** The facts after an edit; null when no site could have them. */
  private @Nullable PolicySnapshot findEdited(RemedyEdit edit) {
    try {
      SnapshotEditor editor = SnapshotEditor.of(snapshot);
      Changes.apply(edit.change(), editor);
      return editor.build(snapshot.revision().next(), at);
    } catch (InvalidFactException _) {
      return null;
    }
  }

  private Decision decide(PolicySnapshot facts) {
    return facts.contexts().find(contextId()) == ContextTree.ABSENT
        ? Decision.DENIED_BY_BROKEN_CONTEXT
        : DECISION_POINT.decide(facts, query(facts));
  }

  private AccessQuery query(PolicySnapshot facts) {
    return new AccessQuery(
        question.userId(),
        facts.contexts().find(contextId()),
        facts.capabilities().find(question.capability()),
        Environment.DEFAULT);
  }

  private long contextId() {
    return snapshot.contexts().idOf(question.context());
  }

  /** As many as are to be told, from each kind in turn, so that none crowds out the others. */
  private List<Remedy> best(List<List<RemedyEdit>> working) {
    List<RemedyEdit> chosen = new ArrayList<>();
    int longest = working.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < longest; i++) {
      for (List<RemedyEdit> ofKind : working) {
        if (i < ofKind.size() && chosen.size() < question.limit()) {
          chosen.add(ofKind.get(i));
        }
      }
    }
    List<Remedy> best = new ArrayList<>();
    if (question.withTotals()) {
      chosen.forEach(edit -> best.add(new Remedy(edit, totalsOf(edit))));
      best.sort(Remedy.ORDER);
    } else {
      chosen.sort(Comparator.comparingInt(RemedyEdit::kindOrder));
      chosen.forEach(edit -> best.add(new Remedy(edit, null)));
    }
    return best;
  }

  private ImpactTotals totalsOf(RemedyEdit edit) {
    PolicySnapshot edited = findEdited(edit);
    if (edited == null) {
      throw new IllegalStateException("an edit that could be made can no longer be: " + edit);
    }
    return SnapshotComparison.of(new Edit(snapshot, edited, List.of(edit.change())), isCancelled)
        .totals();
  }
}
