package dev.beadle.server.store;

import dev.beadle.server.graph.DeprecatedCapability;
import dev.beadle.server.graph.LastIds;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.SiteReadException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a checkpoint says of itself; written last, so that one without it is not complete.
 *
 * @param tables in the order of {@link SiteTable}
 */
record CheckpointHeader(
    Revision revision,
    LastIds lastIds,
    List<DeprecatedCapability> deprecated,
    List<StoredTable> tables) {
  private static final String MAGIC = "beadle checkpoint";
  private static final String END = "end";
  private static final long FORMAT = 1;
  private static final int MOST = 1 << 20;

  /**
   * A table in a checkpoint.
   *
   * @param columns their names, as they are stored
   * @param firstChunk the number of its first chunk
   */
  record StoredTable(
      SiteTable table, List<String> columns, long rows, long firstChunk, long chunks) {
    StoredTable {
      columns = List.copyOf(columns);
    }

    static StoredTable of(SiteTable table, long rows, long firstChunk, long chunks) {
      return new StoredTable(
          table, table.columns().stream().map(Column::name).toList(), rows, firstChunk, chunks);
    }

    boolean isText(int column) {
      return table.columns().get(table.positionOf(columns.get(column))).kind().isText();
    }
  }

  CheckpointHeader {
    deprecated = List.copyOf(deprecated);
    tables = List.copyOf(tables);
  }

  long totalRows() {
    return tables.stream().mapToLong(StoredTable::rows).sum();
  }

  StoredTable of(SiteTable table) {
    return tables.get(table.ordinal());
  }

  byte[] toBytes() {
    var out = new ByteWriter();
    out.writeText(MAGIC);
    out.writeUnsigned(FORMAT);
    out.writeText(revision.token());
    out.writeUnsigned(deprecated.size());
    for (DeprecatedCapability capability : deprecated) {
      out.writeText(capability.name());
      out.writeText(capability.component());
      out.writeText(capability.replacement());
    }
    out.writeUnsigned(tables.size());
    for (StoredTable stored : tables) {
      out.writeText(stored.table().tableName());
      out.writeUnsigned(stored.columns().size());
      stored.columns().forEach(out::writeText);
      out.writeUnsigned(stored.rows());
      out.writeUnsigned(stored.firstChunk());
      out.writeUnsigned(stored.chunks());
      out.writeSigned(lastIds.of(stored.table()));
    }
    out.writeText(END);
    return out.toBytes();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws SiteReadException if it is none, or of a later version
   */
  static CheckpointHeader read(byte[] bytes) {
    var in = new ByteReader(bytes);
    if (!in.readText().equals(MAGIC)) {
      throw new SiteReadException("no header of a checkpoint");
    }
    long format = in.readUnsigned();
    if (format != FORMAT) {
      throw new SiteReadException(
          "format " + format + " (expected: " + FORMAT + "; a later version wrote it)");
    }
    Revision revision = revision(in.readText());
    List<DeprecatedCapability> deprecated = new ArrayList<>();
    for (int i = in.readCount(MOST); i > 0; i--) {
      deprecated.add(new DeprecatedCapability(in.readText(), in.readText(), in.readText()));
    }
    List<StoredTable> tables = new ArrayList<>();
    LastIds lastIds = LastIds.NONE;
    int count = in.readCount(MOST);
    for (int i = 0; i < count; i++) {
      StoredTable stored = table(in, i);
      tables.add(stored);
      lastIds = lastIds.with(stored.table(), in.readSigned());
    }
    if (count != SiteTable.values().length || !in.readText().equals(END) || !in.isAtEnd()) {
      throw new SiteReadException("the header is not whole");
    }
    return new CheckpointHeader(revision, lastIds, deprecated, tables);
  }

  private static Revision revision(String token) {
    try {
      return Revision.parse(token);
    } catch (IllegalArgumentException malformed) {
      throw new SiteReadException("revision `" + token + "`", malformed);
    }
  }

  private static StoredTable table(ByteReader in, int ordinal) {
    String name = in.readText();
    SiteTable[] known = SiteTable.values();
    if (ordinal >= known.length || !known[ordinal].tableName().equals(name)) {
      throw new SiteReadException("table `" + name + "` is not expected there");
    }
    SiteTable table = known[ordinal];
    List<String> columns = new ArrayList<>();
    for (int i = in.readCount(MOST); i > 0; i--) {
      columns.add(in.readText());
    }
    for (String column : columns) {
      if (table.columns().stream().noneMatch(one -> one.name().equals(column))) {
        throw new SiteReadException("unknown column `" + column + "` of " + name);
      }
    }
    for (Column column : table.columns()) {
      if (!column.kind().isOptional() && !columns.contains(column.name())) {
        throw new SiteReadException("column `" + column.name() + "` of " + name + " is missing");
      }
    }
    return new StoredTable(table, columns, in.readUnsigned(), in.readUnsigned(), in.readUnsigned());
  }
}
