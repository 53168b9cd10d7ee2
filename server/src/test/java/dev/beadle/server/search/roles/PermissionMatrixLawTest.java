package dev.beadle.server.search.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.LoneRole;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SpecialRoles;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.reference.Question;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds of the matrix of every context (§7.3), by seed. */
final class PermissionMatrixLawTest {
  private static final int SITES = 150;

  private final DecisionPoint decisions = new DecisionPoint(new Resolver());

  /** §7.4: a role alone allows if and only if it says allow and prohibits nowhere. */
  @Test
  void effective_anyCell_isWhatTheRoleAloneDecides() {
    forEachMatrix((site, question, matrix) -> {
      PolicySnapshot snapshot = site.snapshot();
      int context = snapshot.contexts().find(question.contextId());
      for (int column = 0; column < matrix.columns().size(); column++) {
        int role = matrix.columns().get(column).role();
        LoneRole lone = decisions.loneRole(snapshot, role, context);
        for (int row = 0; row < matrix.rowCount(); row++) {
          int capability = matrix.rowAt(row).capability();
          MatrixCell cell = matrix.rowAt(row).cells().get(column);
          boolean allows = cell.effective() == 1 && cell.prohibitedIn().isEmpty();
          Decision decision = lone.decide(capability);
          switch (decision) {
            case DENIED_BY_BROKEN_CONTEXT, DENIED_BY_LOCK -> {}
            case DENIED_BY_PROHIBIT -> {
              assertThat(cell.effective()).isEqualTo(-1000);
              assertThat(cell.prohibitedIn()).isNotEmpty();
            }
            case DENIED_NOTHING_ALLOWS ->
                assertThat(cell.decidedIn()).isEqualTo(ContextTree.NO_PARENT);
            default -> assertThat(allows).isEqualTo(decision.isAllowed());
          }
        }
      }
    });
  }

  /** §7.3: what is inherited is what counts without the row that is stored here. */
  @Test
  void inherited_anyCell_isWhatCountsAbove() {
    forEachMatrix((site, question, matrix) -> {
      PolicySnapshot snapshot = site.snapshot();
      int context = snapshot.contexts().find(question.contextId());
      int node = snapshot.contexts().nodeOf(context);
      int parent = node == ContextTree.NO_PARENT ? node : snapshot.contexts().parentOf(node);
      if (parent == ContextTree.NO_PARENT || !snapshot.contexts().hasRow(parent)) {
        return;
      }
      var above =
          PermissionMatrix.of(
              snapshot, MatrixQuery.everything(parent), ArchetypeDefaults.NONE, Checkpoint.NONE);
      for (int row = 0; row < matrix.rowCount(); row++) {
        for (int column = 0; column < matrix.columns().size(); column++) {
          MatrixCell cell = matrix.rowAt(row).cells().get(column);
          if (snapshot.contexts().nodeOf(parent) == parent) {
            assertThat(cell.inherited())
                .isEqualTo(above.rowAt(row).cells().get(column).effective());
          }
          if (!cell.isStored()) {
            assertThat(cell.effective()).isEqualTo(cell.inherited());
          }
        }
      }
    });
  }

  /** §5: people are counted once each, by the rows of the table. */
  @Test
  void holderCount_anyRole_isThatOfTheRows() {
    forEachMatrix((site, question, matrix) -> {
      PolicySnapshot snapshot = site.snapshot();
      var lists = new RowLists(site.tables());
      long guest = snapshot.settings().guestUserId();
      SpecialRoles special = snapshot.specialRoles();
      for (MatrixColumn column : matrix.columns()) {
        if (!column.isEverybodys()) {
          assertThat(column.holderCount())
              .as("role %s in %s", snapshot.roles().idOf(column.role()), question.contextId())
              .isEqualTo(
                  lists.holders(snapshot.roles().idOf(column.role()), question.contextId(), guest));
        } else {
          assertThat(column.role()).isIn(special.defaultUser(), special.frontPage());
        }
      }
    });
  }

  /** §5: the default role of users is everybody's wherever the path begins at the system. */
  @Test
  void isEverybodys_defaultRole_isSoInEveryCourse() {
    forEachMatrix((site, question, matrix) -> {
      PolicySnapshot snapshot = site.snapshot();
      int context = snapshot.contexts().find(question.contextId());
      boolean isRooted =
          snapshot.contexts().nodeOf(context) != ContextTree.NO_PARENT
              && snapshot.contexts().isWithin(context, snapshot.contexts().system());
      int defaultUser = snapshot.specialRoles().defaultUser();
      matrix.columns().stream()
          .filter(column -> column.role() == defaultUser)
          .forEach(column -> assertThat(column.isEverybodys()).isEqualTo(isRooted));
      if (snapshot.contexts().levelOf(context) == ContextLevel.SYSTEM) {
        assertThat(isRooted).isTrue();
      }
    });
  }

  /** §7.3: one role on its side is the column of the whole. */
  @Test
  void ofRole_anyRole_isItsColumn() {
    forEachMatrix((site, question, matrix) -> {
      int context = site.snapshot().contexts().find(question.contextId());
      for (int column = 0; column < matrix.columns().size(); column++) {
        MatrixColumn whole = matrix.columns().get(column);
        var side =
            PermissionMatrix.of(
                site.snapshot(),
                MatrixQuery.ofRole(context, whole.role()),
                ArchetypeDefaults.NONE,
                Checkpoint.NONE);
        assertThat(side.columns()).isEqualTo(List.of(whole));
        for (int row = 0; row < matrix.rowCount(); row++) {
          assertThat(side.rowAt(row).cells())
              .containsExactly(matrix.rowAt(row).cells().get(column));
        }
      }
    });
  }

  /** What must hold of a context's matrix. */
  @FunctionalInterface
  private interface MatrixLaw {
    void check(RandomSite site, Question question, PermissionMatrix matrix);
  }

  private static void forEachMatrix(MatrixLaw law) {
    Seeds.check(
        SITES,
        seed -> {
          RandomSite site = RandomSite.of(seed);
          for (Question question : site.questions(2, new Random(seed))) {
            int context = site.snapshot().contexts().find(question.contextId());
            law.check(
                site,
                question,
                PermissionMatrix.of(
                    site.snapshot(),
                    MatrixQuery.everything(context),
                    ArchetypeDefaults.NONE,
                    Checkpoint.NONE));
          }
        });
  }
}
