package dev.beadle.server.graph;

import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import dev.beadle.server.model.SiteTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The greatest id that each table has ever held, so that the id of a row that is gone is never
 * given to another. Immutable and so thread-safe.
 */
public final class LastIds {
  /** No ids yet. */
  public static final LastIds NONE = new LastIds(new long[SiteTable.values().length]);

  private final long[] ofTables;

  private LastIds(long[] ofTables) {
    this.ofTables = ofTables;
  }

  /** The greatest id of a table so far, or 0; 0 for the table whose rows have no id. */
  public long of(SiteTable table) {
    return ofTables[table.ordinal()];
  }

  /** A version that knows that a table holds, or once held, {@code id}. */
  public LastIds with(SiteTable table, long id) {
    if (id <= of(table)) {
      return this;
    }
    long[] changed = ofTables.clone();
    changed[table.ordinal()] = id;
    return new LastIds(changed);
  }

  void write(ImageWriter image) {
    image.longs(ofTables);
  }

  static LastIds read(ImageReader image) {
    return new LastIds(image.longs());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LastIds ids && Arrays.equals(ofTables, ids.ofTables);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ofTables);
  }
}
