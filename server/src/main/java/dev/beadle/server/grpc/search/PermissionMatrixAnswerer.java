package dev.beadle.server.grpc.search;

import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.grpc.FieldChecks;
import dev.beadle.server.grpc.QuestionMapper;
import dev.beadle.server.search.roles.MatrixCell;
import dev.beadle.server.search.roles.MatrixColumn;
import dev.beadle.server.search.roles.MatrixQuery;
import dev.beadle.server.search.roles.MatrixRow;
import dev.beadle.server.search.roles.PermissionMatrix;
import dev.beadle.v1.GetPermissionMatrixRequest;
import dev.beadle.v1.GetPermissionMatrixResponse;
import dev.beadle.v1.MatrixRole;
import java.util.List;

/** Answers the matrix of capabilities and roles. Thread-safe. */
final class PermissionMatrixAnswerer {
  /** A page has no more cells, whatever its size: so it fits into a message. */
  static final int MOST_CELLS = 50_000;

  private final SearchAnswering with;

  PermissionMatrixAnswerer(SearchAnswering with) {
    this.with = with;
  }

  GetPermissionMatrixResponse getPermissionMatrix(
      SearchFacts facts, SearchPage asked, GetPermissionMatrixRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    MatrixQuery query = queryOf(snapshot, request);
    var matrix =
        PermissionMatrix.of(
            snapshot, query, new StandardPermissions(snapshot.capabilities()), facts.checkpoint());
    SearchPage page = asked.ofAtMost(MOST_CELLS / Math.max(1, matrix.columns().size()));
    int total = matrix.rowCount();
    var answer =
        GetPermissionMatrixResponse.newBuilder()
            .setTotalSize(total)
            .setNextPageToken(page.nextToken(total))
            .setFreshness(facts.freshness());
    for (MatrixColumn column : matrix.columns()) {
      answer.addRoles(
          MatrixRole.newBuilder()
              .setRole(RoleMessages.referenceOf(snapshot, column.role(), query.context()))
              .setHolderCount(column.holderCount())
              .setEverybody(column.isEverybodys()));
    }
    for (int row = page.from(total); row < page.to(total); row++) {
      facts.checkpoint().pass();
      answer.addRows(messageOf(snapshot, matrix.rowAt(row)));
    }
    return answer.build();
  }

  private MatrixQuery queryOf(PolicySnapshot snapshot, GetPermissionMatrixRequest request) {
    int most = with.limits().listCapabilities();
    FieldChecks.requireAtMost("role_ids", request.getRoleIdsCount(), "max-list-capabilities", most);
    FieldChecks.requireAtMost(
        "capabilities", request.getCapabilitiesCount(), "max-list-capabilities", most);
    long risks = FieldChecks.requireRisks(request.getRisks(), "risks");
    List<Integer> roles =
        request.getRoleIdsList().stream()
            .distinct()
            .map(roleId -> WireRoles.roleOf(snapshot, roleId, "role_ids"))
            .toList();
    List<Integer> capabilities =
        request.getCapabilitiesList().stream()
            .distinct()
            .map(name -> capabilityOf(snapshot.capabilities(), name))
            .toList();
    return new MatrixQuery(
        QuestionMapper.contextOf(snapshot, request.getContext(), "context"),
        roles,
        capabilities,
        new MatrixQuery.Filter(request.getOfferedOnly(), request.getDifferingOnly(), risks));
  }

  private static int capabilityOf(CapabilityCatalog catalog, String name) {
    int capability = catalog.find(name);
    if (capability == CapabilityCatalog.ABSENT || !catalog.hasRow(capability)) {
      throw new InvalidQueryException("capabilities: the site has no capability `" + name + "`");
    }
    return capability;
  }

  private static dev.beadle.v1.MatrixRow messageOf(PolicySnapshot snapshot, MatrixRow row) {
    CapabilityCatalog catalog = snapshot.capabilities();
    var message =
        dev.beadle.v1.MatrixRow.newBuilder()
            .setCapability(catalog.nameOf(row.capability()))
            .setRisks(catalog.rowOf(row.capability()).risks());
    row.cells().forEach(cell -> message.addCells(messageOf(snapshot, cell)));
    return message.build();
  }

  private static dev.beadle.v1.MatrixCell messageOf(PolicySnapshot snapshot, MatrixCell cell) {
    ContextTree contexts = snapshot.contexts();
    var message =
        dev.beadle.v1.MatrixCell.newBuilder()
            .setIsStored(cell.isStored())
            .setStored(cell.stored())
            .setInherited(cell.inherited())
            .setEffective(cell.effective())
            .setStandard(cell.standard());
    if (cell.decidedIn() != ContextTree.NO_PARENT) {
      message.setDecidedIn(contexts.idOf(cell.decidedIn()));
    }
    cell.prohibitedIn().forEach(node -> message.addProhibitedIn(contexts.idOf(node)));
    return message.build();
  }
}
