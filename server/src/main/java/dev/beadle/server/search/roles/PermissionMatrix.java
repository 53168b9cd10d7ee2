package dev.beadle.server.search.roles;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog.Role;
import dev.beadle.server.search.Checkpoint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Capabilities by roles in a context: what is stored there, what it inherits, what counts, and the
 * standard beside it. It is that of a check (rules §7.3), for each role as if somebody had it
 * alone. Immutable and so thread-safe. A row is worked out when it is asked for.
 */
public final class PermissionMatrix {
  private final PolicySnapshot snapshot;
  private final ArchetypeDefaults standards;
  private final List<Column> columns;
  private final List<Integer> capabilities;

  /** A column with what its role says. */
  private record Column(MatrixColumn told, RoleSpeech speech, String archetype) {}

  private PermissionMatrix(
      PolicySnapshot snapshot,
      ArchetypeDefaults standards,
      List<Column> columns,
      List<Integer> capabilities) {
    this.snapshot = snapshot;
    this.standards = standards;
    this.columns = List.copyOf(columns);
    this.capabilities = List.copyOf(capabilities);
  }

  /**
   * The matrix that is asked for. Cost: that of the holders, who are counted once for all cells,
   * and of the cells when only those that differ are told.
   *
   * @param standards what roles of an archetype get
   */
  public static PermissionMatrix of(
      PolicySnapshot snapshot,
      MatrixQuery query,
      ArchetypeDefaults standards,
      Checkpoint checkpoint) {
    HolderCounts holders = HolderCounts.of(snapshot, query.context(), checkpoint);
    List<Column> columns = new ArrayList<>();
    for (int role : rolesOf(snapshot, query)) {
      checkpoint.pass();
      Role row = snapshot.roles().findRow(role);
      columns.add(
          new Column(
              new MatrixColumn(role, holders.of(role), holders.isEverybodys(role)),
              RoleSpeech.of(snapshot, role, query.context()),
              row == null ? "" : row.archetype()));
    }
    var asked = new PermissionMatrix(snapshot, standards, columns, rowsOf(snapshot, query));
    return query.filter().isDiffering() ? asked.differing(checkpoint) : asked;
  }

  /** The roles. */
  public List<MatrixColumn> columns() {
    return columns.stream().map(Column::told).toList();
  }

  /** How many rows there are. */
  public int rowCount() {
    return capabilities.size();
  }

  /** One row, 0 to {@link #rowCount()} - 1; by the capability's name. */
  public MatrixRow rowAt(int row) {
    int capability = capabilities.get(row);
    List<MatrixCell> cells = new ArrayList<>(columns.size());
    for (Column column : columns) {
      cells.add(cellOf(capability, column));
    }
    return new MatrixRow(capability, cells);
  }

  private MatrixCell cellOf(int capability, Column column) {
    String name = snapshot.capabilities().nameOf(capability);
    return column.speech().cellOf(capability, standards.permissionOf(column.archetype(), name));
  }

  /** The matrix with only the rows in which a role that has an archetype is not as its standard. */
  private PermissionMatrix differing(Checkpoint checkpoint) {
    List<Integer> told = new ArrayList<>();
    for (int capability : capabilities) {
      checkpoint.pass();
      if (columns.stream().anyMatch(column -> differs(capability, column))) {
        told.add(capability);
      }
    }
    return new PermissionMatrix(snapshot, standards, columns, told);
  }

  private boolean differs(int capability, Column column) {
    if (column.archetype().isEmpty()) {
      return false;
    }
    MatrixCell cell = cellOf(capability, column);
    return cell.effective() != cell.standard();
  }

  private static List<Integer> rolesOf(PolicySnapshot snapshot, MatrixQuery query) {
    return query.roles().isEmpty()
        ? RoleOrder.bySite(snapshot, RoleOrder.withRow(snapshot.roles()))
        : query.roles();
  }

  private static List<Integer> rowsOf(PolicySnapshot snapshot, MatrixQuery query) {
    CapabilityCatalog catalog = snapshot.capabilities();
    MatrixQuery.Filter filter = query.filter();
    var told = new BitSet();
    if (query.capabilities().isEmpty()) {
      told.set(0, catalog.size());
    } else {
      query.capabilities().forEach(told::set);
    }
    if (filter.isOffered()) {
      var offered = new BitSet();
      OfferedCapabilities.of(snapshot, query.context()).forEach(offered::set);
      told.and(offered);
    }
    return told.stream()
        .filter(catalog::hasRow)
        .filter(row -> filter.risks() == 0 || (catalog.rowOf(row).risks() & filter.risks()) != 0)
        .boxed()
        .sorted(Comparator.comparing(catalog::nameOf))
        .toList();
  }
}
