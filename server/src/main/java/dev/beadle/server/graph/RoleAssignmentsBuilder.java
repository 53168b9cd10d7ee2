package dev.beadle.server.graph;

import static dev.beadle.server.graph.RoleAssignments.BLOCK_BITS;
import static dev.beadle.server.graph.RoleAssignments.ENTRY_LENGTH;
import static dev.beadle.server.graph.RoleAssignments.HEAD_LENGTH;
import static dev.beadle.server.graph.RoleAssignments.USERS_IN_BLOCK;
import static dev.beadle.server.graph.RoleAssignments.USER_MASK;

import dev.beadle.server.graph.RoleAssignments.Details;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.column.IntColumn;
import dev.beadle.server.graph.column.LongColumn;
import dev.beadle.server.graph.column.RefColumn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers rows of {@code role_assignments}, in any order. Not thread-safe. */
final class RoleAssignmentsBuilder {
  private static final Comparator<RoleAssignment> IN_BLOCK =
      Comparator.comparingInt(RoleAssignment::user)
          .thenComparingInt(RoleAssignment::context)
          .thenComparingInt(RoleAssignment::role)
          .thenComparingLong(RoleAssignment::rowId);

  private final IntColumn.Builder users = new IntColumn.Builder();
  private final IntColumn.Builder contexts = new IntColumn.Builder();
  private final IntColumn.Builder roles = new IntColumn.Builder();
  private final LongColumn.Builder rowIds = new LongColumn.Builder();
  private final LongColumn.Builder componentsOfRows = new LongColumn.Builder();
  private final LongColumn.Builder itemIds = new LongColumn.Builder();
  private final Map<String, Integer> componentOrdinals = new HashMap<>();
  private final List<String> components = new ArrayList<>();

  RoleAssignmentsBuilder(List<String> knownComponents) {
    knownComponents.forEach(this::componentOrdinal);
  }

  /** Adds one row; the caller has seen to it that its id is unique. */
  void add(RoleAssignment row) {
    users.add(row.user());
    contexts.add(row.context());
    roles.add(row.role());
    rowIds.add(row.rowId());
    componentsOfRows.add(componentOrdinal(row.source().component()));
    itemIds.add(row.source().itemId());
  }

  RoleAssignments build(int userCount) {
    int[] order = orderedByUser(userCount);
    var blocks = new RefColumn.Builder<int[]>();
    var details = new RefColumn.Builder<Details>();
    List<RoleAssignment> ofBlock = new ArrayList<>();
    int at = 0;
    for (int block = 0; at < order.length; block++) {
      ofBlock.clear();
      while (at < order.length && users.get(order[at]) >> BLOCK_BITS == block) {
        ofBlock.add(rowAt(order[at++]));
      }
      if (!ofBlock.isEmpty()) {
        ofBlock.sort(IN_BLOCK);
        blocks.set(block, entriesOf(ofBlock));
        details.set(block, detailsOf(ofBlock));
      }
    }
    return new RoleAssignments(
        blocks.build(), details.build(), List.copyOf(components), order.length);
  }

  /** One block written again with a row more, or a row less. */
  RoleAssignments replacingBlock(
      RoleAssignments old,
      int block,
      @Nullable RoleAssignment added,
      @Nullable RoleAssignment removed) {
    List<RoleAssignment> ofBlock = new ArrayList<>();
    for (int user = block << BLOCK_BITS; user < (block + 1) << BLOCK_BITS; user++) {
      for (int i = 0; i < old.countOf(user); i++) {
        ofBlock.add(old.get(user, i));
      }
    }
    long count = old.assignmentCount();
    if (removed != null) {
      if (!ofBlock.remove(removed)) {
        throw new IllegalArgumentException("no role assignment " + removed.rowId());
      }
      count--;
    }
    if (added != null) {
      componentOrdinal(added.source().component());
      ofBlock.add(added);
      count++;
    }
    ofBlock.sort(IN_BLOCK);
    return old.with(block, entriesOf(ofBlock), detailsOf(ofBlock), List.copyOf(components), count);
  }

  private int componentOrdinal(String component) {
    Integer known = componentOrdinals.get(component);
    if (known != null) {
      return known;
    }
    componentOrdinals.put(component, components.size());
    components.add(component);
    return components.size() - 1;
  }

  private RoleAssignment rowAt(int row) {
    return new RoleAssignment(
        rowIds.get(row),
        users.get(row),
        contexts.get(row),
        roles.get(row),
        new AssignmentSource(components.get((int) componentsOfRows.get(row)), itemIds.get(row)));
  }

  /** The rows by user, by counting. */
  private int[] orderedByUser(int userCount) {
    int[] next = new int[userCount + 1];
    for (int row = 0; row < users.length(); row++) {
      next[users.get(row) + 1]++;
    }
    for (int user = 0; user < userCount; user++) {
      next[user + 1] += next[user];
    }
    int[] order = new int[users.length()];
    for (int row = 0; row < order.length; row++) {
      order[next[users.get(row)]++] = row;
    }
    return order;
  }

  private static int[] entriesOf(List<RoleAssignment> ofBlock) {
    int[] entries = new int[RoleAssignments.firstEntry() + ofBlock.size() * ENTRY_LENGTH];
    int at = RoleAssignments.firstEntry();
    int row = 0;
    for (int user = 0; user < USERS_IN_BLOCK; user++) {
      int head = user * HEAD_LENGTH;
      long filter = 0;
      entries[head] = at;
      while (row < ofBlock.size() && (ofBlock.get(row).user() & USER_MASK) == user) {
        entries[at] = ofBlock.get(row).context();
        entries[at + 1] = ofBlock.get(row).role();
        filter |= RoleAssignments.filterBits(entries[at]);
        at += ENTRY_LENGTH;
        row++;
      }
      entries[head + 1] = (int) (filter >>> Integer.SIZE);
      entries[head + 2] = (int) filter;
    }
    entries[USERS_IN_BLOCK * HEAD_LENGTH] = at;
    return entries;
  }

  private Details detailsOf(List<RoleAssignment> ofBlock) {
    var ids = new LongColumn.Builder();
    var ofComponents = new LongColumn.Builder();
    var items = new LongColumn.Builder();
    for (RoleAssignment row : ofBlock) {
      ids.add(row.rowId());
      ofComponents.add(componentOrdinal(row.source().component()));
      items.add(row.source().itemId());
    }
    return new Details(ids.build(), ofComponents.build(), items.build());
  }
}
